package dev.holdfast.it.faults;

import java.time.Duration;
import java.util.Locale;

/** What goes wrong. */
enum Mishap {
    KILL("killed (SIGKILL), started again after 1.2 s"),
    STOP("stopped (SIGSTOP), continued after 1.2 s"),
    RESTART_EMPTY("killed and started again at once, empty"),
    BLACK_HOLE("nothing arrives for 1.2 s, nobody is told"),
    RESET_MID_REPLY("connections are reset in the middle of replies, for 1 s"),
    SLOW("every chunk takes ten times the timeout, for 4 s"),
    ONE_OF_N("one server of several is killed, started again after 1.2 s; of a cluster as soon as it is replaced"),
    FAILOVER("a replica is made the master"),
    SLOT_MIGRATION("the slots in use move to another master and on"),
    OUT_OF_MEMORY("no memory is left for 1.2 s"),
    MAX_CLIENTS("connections are lost and no further one is taken for 1.2 s"),
    WRONG_PASSWORD("restarted with another password for 1.2 s"),
    CLOCK_JUMP("the clocks of the calling process jump by 1 s: it is stopped itself");

    private final String words;

    Mishap(String words) {
        this.words = words;
    }

    /** How long it is left to itself; long enough for what is slow to arrive in the midst of it. */
    Duration duration() {
        return this == SLOW ? Duration.ofSeconds(4) : Duration.ofMillis(1_200);
    }

    /** What happens, for readers of the table. */
    String words() {
        return words;
    }

    /** Such as {@code reset mid reply}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
