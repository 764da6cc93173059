package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheRejectedException.Reason;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Outcome;
import java.util.List;
import java.util.Set;

/**
 * The one translator from what Redis and its connections do to what a cache throws. Quotes nothing that a server said
 * but its code: error texts hold keys and values.
 */
final class Failures {
    /** What twemproxy answers when it has lost its server: the system's own words, under Redis' commonest code. */
    private static final Set<String> PROXY_HAS_LOST_SERVER = Set.of(
            "ERR Connection reset by peer",
            "ERR Connection timed out",
            "ERR Broken pipe",
            "ERR No route to host",
            "ERR Network is unreachable",
            "ERR Host is down",
            "ERR unknown");

    private Failures() {}

    /** A refusal: certainly not carried out, unless a proxy speaks of what it can't know either. */
    static CacheException refusal(Call call, ErrorReply error) {
        if (error.text().equals("ERR Connection refused")) {
            return new CacheUnavailableException(
                    call.failed(), Outcome.NOT_APPLIED, "the server refuses the proxy's connection", null);
        }
        if (PROXY_HAS_LOST_SERVER.contains(error.text())) {
            return new CacheUnavailableException(
                    call.failed(), outcome(call, true), "the proxy got no answer from the server", null);
        }
        if (call.proxied() && error.is("ERR") && !error.isOfCommand()) {
            return unavailable(call, true, error);
        }
        return switch (error.code()) {
            case "OOM" ->
                rejected(
                        call,
                        Reason.OUT_OF_MEMORY,
                        "the server is full and may not evict: give it more memory or an eviction policy");
            case "READONLY" ->
                rejected(call, Reason.READ_ONLY, "the server is a replica now; the master is being looked for");
            case "WRONGTYPE" ->
                rejected(
                        call,
                        Reason.WRONG_TYPE,
                        "the entry is a list, hash or the like of another client: use another key");
            case "NOAUTH", "WRONGPASS", "NOPERM" ->
                new CacheAuthenticationException(
                        call.failed(),
                        "the server answered " + error.code() + ": see docs/redis.md for the rights",
                        null);
            case "ERR", "CROSSSLOT", "NOSCRIPT", "NOPROTO" ->
                rejected(
                        call,
                        Reason.NOT_UNDERSTOOD,
                        "the server answered " + error.code() + ": it must be Redis 6.2 or later, a cluster needs a"
                                + " redis-cluster: URL, a proxy proxied=true");
            case "LOADING", "CLUSTERDOWN", "MASTERDOWN", "BUSY", "MISCONF", "NOREPLICAS", "TRYAGAIN", "MOVED", "ASK" ->
                unavailable(call, false, error);
            default ->
                unavailable(call, true, error); // a proxy's own, which may have lost its server under the command
        };
    }

    private static CacheException unavailable(Call call, boolean mayBeDone, ErrorReply error) {
        return new CacheUnavailableException(
                call.failed(), outcome(call, mayBeDone), "the server answered " + error.code(), null);
    }

    private static CacheException rejected(Call call, Reason reason, String detail) {
        return new CacheRejectedException(call.failed(), reason, detail, null);
    }

    static CacheException notConnected(Call call, ConnectFailure why) {
        return why.kind() == ConnectFailure.Kind.REFUSED
                ? new CacheAuthenticationException(call.unsent(), why.detail(), null)
                : CacheUnavailableException.refused(call.unsent(), "not connected: " + why.detail());
    }

    static CacheException noReplica(Call call) {
        return CacheUnavailableException.refused(
                call.unsent(), "readFrom=replica, and no replica is known; replica-preferred would ask the master");
    }

    static CacheException tooMany(Call call, int maxPending) {
        return new CacheOverloadedException(
                call.unsent(), "maxPending=" + maxPending + " commands are under way on the connection");
    }

    static CacheException lost(Call call, boolean sent) {
        return new CacheUnavailableException(
                call.failed(),
                outcome(call, sent),
                sent ? "the connection was lost before the answer came" : "the connection was lost",
                null);
    }

    static CacheException late(Call call, boolean sent) {
        return new CacheTimeoutException(call.failed(), outcome(call, sent), "no answer within the timeout", null);
    }

    static CacheException interrupted(Call call, boolean sent) {
        return CacheInterruptedException.restoringTheFlag(call.failed(), outcome(call, sent), null);
    }

    private static Outcome outcome(Call call, boolean sent) {
        boolean changesNothing = call.operation().isRead();
        return sent && !changesNothing ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
    }

    /** An answer of a form that no Redis gives. */
    static CacheException strange(Call call) {
        return new CacheUnavailableException(
                call.failed(), outcome(call, true), "the server answered what no Redis answers", null);
    }

    /** No cache could be opened. */
    static CacheException opening(Call call, ConnectFailure why) {
        return switch (why.kind()) {
            case MISCONFIGURED -> new CacheConfigurationException(call.endpoint(), List.of(why.detail()));
            case REFUSED -> new CacheAuthenticationException(call.failed(), why.detail(), null);
            case UNREACHABLE -> new CacheUnavailableException(call.failed(), Outcome.NOT_APPLIED, why.detail(), null);
        };
    }

    static CacheException openingInterrupted(Call call, InterruptedException cause) {
        return CacheInterruptedException.restoringTheFlag(call.failed(), Outcome.NOT_APPLIED, cause);
    }
}
