package dev.holdfast.cache.redis;

/**
 * A server's refusal. Certain is that the command was not carried out, unless it is a proxy's. The text stays here: it may
 * quote keys and values.
 *
 * @param code the first word, such as {@code WRONGTYPE}
 * @param text all of it
 */
record ErrorReply(String code, String text) {
    static ErrorReply of(String text) {
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

    /** The rest of a redirection: {@code MOVED slot host:port}. */
    String lastWord() {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return code;
    }
}
