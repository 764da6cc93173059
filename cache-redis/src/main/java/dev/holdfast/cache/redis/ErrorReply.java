package dev.holdfast.cache.redis;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's refusal. Certain is that the command was not carried out, unless it is a proxy's. The text stays here: it may
 * quote keys and values.
 *
 * @param code the first word, such as {@code WRONGTYPE}; of what a script was refused for, the refusal's own
 * @param text all of it
 */
record ErrorReply(String code, String text) {
    /** Before Redis 7 an error within a script came wrapped in another, and one that the script caught with its line. */
    private static final Pattern OF_SCRIPT =
            Pattern.compile("(?:ERR Error running script|@user_script:)(?:.*?: -?([A-Z]{2,}) )?");

    static ErrorReply of(String text) {
        Matcher wrapped = OF_SCRIPT.matcher(text);
        if (wrapped.lookingAt()) {
            return new ErrorReply(Objects.requireNonNullElse(wrapped.group(1), "ERR"), text);
        }
        int space = text.indexOf(' ');
        return new ErrorReply(space < 0 ? text : text.substring(0, space), text);
    }

    boolean is(String otherCode) {
        return code.equals(otherCode);
    }

    /** The command itself is refused, and will be the next time; all else may pass. */
    boolean isOfCommand() {
        return is("NOPERM") || is("CROSSSLOT") || text.startsWith("ERR unknown command");
    }

    /** It is refused whatever the key. */
    boolean isOfEveryKey() {
        return is("NOPERM") ? text.contains("run the") : isOfCommand();
    }

    /** The rest of a redirection: {@code MOVED slot host:port}. */
    String lastWord() {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return code;
    }
}
