package dev.holdfast.it.faults;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a cell came to.
 *
 * @param cell which
 * @param violations by the name of what was violated
 * @param calls how many calls were made
 * @param unknown how many of them ended with an unknown outcome
 * @param longest the longest call
 * @param longestOperation what that was
 * @param recovery how long after the servers' return the last call failed
 * @param agreement how long after the servers' return processes may last have disagreed
 */
record Findings(
        Cell cell,
        Map<String, String> violations,
        int calls,
        int unknown,
        Duration longest,
        String longestOperation,
        Duration recovery,
        Duration agreement) {
    /** Of a play that could not be played to its end. */
    static Findings none(Cell cell, Throwable why) {
        return new Findings(
                cell, Map.of("PLAY", why.toString()), 0, 0, Duration.ZERO, "none", Duration.ZERO, Duration.ZERO);
    }

    boolean isSound() {
        return violations.isEmpty();
    }

    /** Whether every answer was right, in time or not. */
    boolean isTrue() {
        return Invariant.TRUTHS.stream().map(Invariant::name).noneMatch(violations::containsKey);
    }

    String report() {
        return cell + "\n"
                + violations.entrySet().stream()
                        .map(violation -> violation.getKey() + ": " + violation.getValue())
                        .collect(Collectors.joining("\n"));
    }

    /** Such as {@code 1234 calls, 5 unknown, longest 262 ms (set), back after 34 ms, agreed after 56 ms}. */
    String figures() {
        return calls + " calls, " + unknown + " unknown, longest " + longest.toMillis() + " ms (" + longestOperation
                + "), back after " + recovery.toMillis() + " ms, agreed after " + agreement.toMillis() + " ms";
    }
}
