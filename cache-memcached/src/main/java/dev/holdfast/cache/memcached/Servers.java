package dev.holdfast.cache.memcached;

import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.spi.DriverContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All servers of a cache, and which of them has a key. A dead server keeps its keys: they are nobody else's. */
final class Servers {
    private static final Failure SLOW = Failure.of(Failure.Kind.REFUSED, "no connection within connectTimeout");

    private final List<Server> all;
    private final Hashing.Distribution distribution;
    private final Transport transport;

    private Servers(List<Server> all, Hashing.Distribution distribution, Transport transport) {
        this.all = all;
        this.distribution = distribution;
        this.transport = transport;
    }

    /** Connects to all servers; one that is not there is an error, unless the cache may start degraded. */
    static Servers open(MemcachedSettings settings, Protocol protocol, DriverContext context) {
        Transport transport;
        try {
            transport = new XmemcachedTransport(settings.servers().size());
        } catch (IOException e) {
            throw new UncheckedIOException("no selector can be opened", e);
        }
        List<Server> all = settings.servers().stream()
                .map(address ->
                        new Server(address, settings, protocol, transport, context.observer(), context.random()))
                .toList();
        Servers servers = new Servers(all, settings.hashing().over(settings.servers(), settings.weights()), transport);
        try {
            all.forEach(Server::start);
            servers.awaitFirstAttempts(settings, context.startDegraded());
            return servers;
        } catch (RuntimeException e) {
            servers.close(settings.timeout());
            throw e;
        }
    }

    private void awaitFirstAttempts(MemcachedSettings settings, boolean startDegraded) {
        long start = System.nanoTime();
        long deadline =
                start + settings.connectTimeout().toNanos() + settings.timeout().toNanos();
        for (Server server : all) {
            Failure failure = firstFailure(server, deadline);
            boolean tolerable = failure == null
                    || (startDegraded
                            && failure.kind() != Failure.Kind.UNAUTHENTICATED
                            && failure.kind() != Failure.Kind.MISCONFIGURED);
            if (failure != null && !tolerable) {
                FailedCall call = new FailedCall(
                        Operation.OPEN, null, server.endpoint(), Duration.ofNanos(System.nanoTime() - start));
                throw Errors.of(call, failure, false);
            }
        }
    }

    private static @Nullable Failure firstFailure(Server server, long deadlineNanos) {
        CompletableFuture<@Nullable Failure> attempt = server.firstAttempt();
        try {
            return attempt.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return SLOW;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.of(Failure.Kind.REFUSED, "interrupted while connecting");
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attempt ends with a result", e);
        }
    }

    Server of(byte[] key) {
        return all.size() == 1 ? all.get(0) : all.get(distribution.indexOf(key));
    }

    List<Server> all() {
        return all;
    }

    /** The numbers of the servers, for grouping keys. */
    int indexOf(byte[] key) {
        return all.size() == 1 ? 0 : distribution.indexOf(key);
    }

    IntStream indexes() {
        return IntStream.range(0, all.size());
    }

    void close(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Server server : all) {
            server.close(Duration.ofNanos(deadline - System.nanoTime()));
        }
        transport.close();
    }
}
