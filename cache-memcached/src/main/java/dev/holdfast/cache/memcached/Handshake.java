package dev.holdfast.cache.memcached;

import dev.holdfast.cache.memcached.Failure.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said first on every connection: credentials where there are any, and what the server is. */
final class Handshake {
    /** A read that any server answers, of a key that nobody stores; a proxy answers for the server that has that key. */
    private static final byte[] SIGN_OF_LIFE = Ascii.bytes("holdfast:sign-of-life");

    private final MemcachedSettings settings;
    private final Protocol protocol;

    Handshake(MemcachedSettings settings, Protocol protocol) {
        this.settings = settings;
        this.protocol = protocol;
    }

    /** A request whose answer proves that the server is there. */
    static Request<?> signOfLife(Protocol protocol) {
        return protocol.get(SIGN_OF_LIFE);
    }

    /** Speaks first; the first time of all, when a cache opens, a proxy must have a server that is well. */
    ServerFacts with(Connection connection, boolean first, long deadlineNanos) throws ConnectException {
        if (settings.proxied()) {
            requireProxy(connection, first, deadlineNanos);
            return ServerFacts.unknown();
        }
        authenticate(connection, deadlineNanos);
        String version = ask(connection, protocol.version(), deadlineNanos);
        Map<String, String> said = settings(connection, deadlineNanos);
        if ("no".equals(said.get("cas_enabled"))) {
            throw new ConnectException(Failure.of(
                    Kind.MISCONFIGURED,
                    "the server was started without cas (-C), which this cache needs: start it with"));
        }
        return ServerFacts.of(version, said, settings.protocol() == MemcachedSettings.Wire.BINARY);
    }

    /** An error is the word of a living proxy about a dead server; there are the others. */
    private void requireProxy(Connection connection, boolean first, long deadlineNanos) throws ConnectException {
        Failure failure = failure(connection, signOfLife(protocol), deadlineNanos);
        if (failure != null && (first || failure.kind() != Kind.SAID)) {
            throw new ConnectException(meant(failure));
        }
    }

    /** Credentials in text are a set, so a server that asks for none would store them: it is asked first. */
    private void authenticate(Connection connection, long deadlineNanos) throws ConnectException {
        String user = settings.user();
        String password = settings.password();
        if (user == null || password == null) {
            return;
        }
        if (settings.protocol() == MemcachedSettings.Wire.TEXT) {
            requireThatItAsks(connection, deadlineNanos);
        }
        Request<Stored> credentials = protocol.authenticate(user, password);
        Failure failure = failure(connection, credentials, deadlineNanos);
        if (failure == null && credentials.answer() == Stored.DONE) {
            return;
        }
        throw new ConnectException(
                failure == null || failure.kind() == Kind.SAID
                        ? Failure.of(Kind.UNAUTHENTICATED, "the server refused the credentials")
                        : failure);
    }

    private void requireThatItAsks(Connection connection, long deadlineNanos) throws ConnectException {
        Failure answer = failure(connection, protocol.version(), deadlineNanos);
        if (answer == null) {
            throw new ConnectException(
                    Failure.of(Kind.MISCONFIGURED, "the server asks for no credentials: leave out user and password"));
        }
        if (answer.kind() != Kind.SAID) {
            throw new ConnectException(answer);
        }
    }

    /** Servers that are no memcached, but speak its protocol, may not know this command. */
    private Map<String, String> settings(Connection connection, long deadlineNanos) throws ConnectException {
        Request<Map<String, String>> request = protocol.settings();
        Failure failure = failure(connection, request, deadlineNanos);
        if (failure != null && failure.kind() != Kind.SAID) {
            throw new ConnectException(failure);
        }
        return failure == null ? request.answer() : Map.of();
    }

    private static <T extends @Nullable Object> T ask(Connection connection, Request<T> request, long deadlineNanos)
            throws ConnectException {
        Failure failure = failure(connection, request, deadlineNanos);
        if (failure != null) {
            throw new ConnectException(meant(failure));
        }
        return request.answer();
    }

    private static Failure meant(Failure failure) {
        return failure.kind() == Kind.SAID && failure.detail().contains("unauthenticated")
                ? Failure.of(Kind.UNAUTHENTICATED, "the server asks for credentials: memcached://user:password@host")
                : failure;
    }

    /** Sends and waits; null if it was answered. */
    private static @Nullable Failure failure(Connection connection, Request<?> request, long deadlineNanos) {
        connection.send(request);
        if (request.await(deadlineNanos)) {
            return request.failure();
        }
        request.giveUp();
        return Failure.of(Kind.REFUSED, "it accepts connections, but does not answer");
    }
}
