package dev.holdfast.cache.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in our words why connecting failed; Lettuce's own may quote what was sent. */
final class ConnectFailures {
    private static final Set<String> CREDENTIALS = Set.of("WRONGPASS", "NOAUTH", "NOPERM");
    private static final int MAX_CAUSES = 16;

    private ConnectFailures() {}

    static ConnectFailure of(ErrorReply error) {
        if (CREDENTIALS.contains(error.code()) || error.text().contains("invalid password")) {
            return new ConnectFailure(
                    ConnectFailure.Kind.REFUSED,
                    error.is("NOPERM")
                            ? "the user lacks a right: it needs the commands that docs/redis.md lists"
                            : error.is("NOAUTH")
                                    ? "the server asks for a password: write user:password@ or :password@ before the"
                                            + " host"
                                    : "the server refused the user or the password",
                    null);
        }
        if (error.text().contains("without any password configured")) {
            return new ConnectFailure(
                    ConnectFailure.Kind.REFUSED, "a password was given, and the server has none for that user", null);
        }
        if (error.text().startsWith("ERR DB index") || error.text().startsWith("ERR invalid DB index")) {
            return new ConnectFailure(ConnectFailure.Kind.MISCONFIGURED, "the server has no such database", null);
        }
        if (error.text().startsWith("ERR unknown")) {
            return new ConnectFailure(
                    ConnectFailure.Kind.MISCONFIGURED,
                    "the server does not know what Redis 6.2 knows: for a proxy add proxied=true",
                    null);
        }
        return new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the server answered " + error.code(), null);
    }

    /** Why a node does not tell the slots. */
    static ConnectFailure ofMap(ErrorReply error) {
        return error.is("ERR")
                ? new ConnectFailure(
                        ConnectFailure.Kind.MISCONFIGURED, "the server is no cluster's: use a redis: URL", null)
                : of(error);
    }

    static ConnectFailure of(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof ConnectFailure known) {
                return known;
            }
            if (cause instanceof RedisCommandExecutionException refusal && refusal.getMessage() != null) {
                return of(ErrorReply.of(refusal.getMessage()));
            }
            if (cause instanceof GeneralSecurityException
                    || (cause instanceof SSLException && causeIsCertificate(cause))) {
                return new ConnectFailure(
                        ConnectFailure.Kind.MISCONFIGURED,
                        "the server's certificate is not trusted, or is not of that host: give caCertificate, or"
                                + " connect by a name that the certificate has",
                        null);
            }
            if (cause instanceof TimeoutException) {
                return new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "no connection within connectTimeout", null);
            }
        }
        return new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "connecting failed: " + rootName(failure), null);
    }

    private static boolean causeIsCertificate(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static String rootName(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
