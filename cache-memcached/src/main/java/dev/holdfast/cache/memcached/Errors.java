package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import java.util.List;
import java.util.Locale;

/** Turns what went wrong on a connection into what callers see. */
final class Errors {
    private Errors() {}

    /**
     * The exception to throw.
     *
     * @param call the call that failed
     * @param failure why
     * @param mayHaveApplied whether the command may have reached the server, and writes
     */
    static CacheException of(FailedCall call, Failure failure, boolean mayHaveApplied) {
        Outcome outcome = mayHaveApplied ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
        return switch (failure.kind()) {
            case REFUSED -> CacheUnavailableException.refused(call, failure.detail());
            case OVERLOADED -> new CacheOverloadedException(call, failure.detail());
            case LOST -> new CacheUnavailableException(call, outcome, failure.detail(), failure.cause());
            case UNAUTHENTICATED -> new CacheAuthenticationException(call, failure.detail(), failure.cause());
            case MISCONFIGURED -> new CacheConfigurationException(call.endpoint(), List.of(failure.detail()));
            case SAID -> said(call, failure.detail(), outcome);
        };
    }

    private static CacheException said(FailedCall call, String said, Outcome outcome) {
        if (said.equals("SERVER_ERROR Connection refused")) { // a proxy's word: it had no connection to send on
            return new CacheUnavailableException(
                    call, Outcome.NOT_APPLIED, "the server refuses the proxy's connection", null);
        }
        String line = said.toLowerCase(Locale.ROOT);
        if (line.contains("non-numeric") || line.startsWith("status 6 ")) {
            return new NotACounterException(call, null);
        }
        if (line.contains("too large")) {
            return new CacheRejectedException(
                    call,
                    CacheRejectedException.Reason.TOO_LARGE,
                    "the server refused the value as too large: raise its item size (-I), or lower maxValueBytes",
                    null);
        }
        if (line.contains("out of memory")) {
            return new CacheRejectedException(
                    call,
                    CacheRejectedException.Reason.OUT_OF_MEMORY,
                    "the server has no memory left: give it more (-m), or let it evict",
                    null);
        }
        if (line.contains("unauthenticated")) {
            return new CacheAuthenticationException(call, "the server asks for credentials, or refused them", null);
        }
        return new CacheUnavailableException(
                call, outcome, "the server answered with an error: " + printable(said), null);
    }

    /** An error line is the server's own text, but a proxy's may be anything. */
    private static String printable(String line) {
        return line.substring(0, Math.min(line.length(), 100)).replaceAll("[^ -~]", "?");
    }
}
