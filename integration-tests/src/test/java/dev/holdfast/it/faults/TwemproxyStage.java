package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.History;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.util.stream.IntStream;

/** A memcached behind twemproxy; the network that breaks is that before the proxy. */
final class TwemproxyStage implements Stage {
    private final ServerProcess server;
    private final MemcachedHogs hogs;
    private final Wires behind;
    private final Twemproxy proxy;
    private final Wires wires;

    /** A wire is no server: it takes connections for one that is away. So the proxy has one only where it must be cut. */
    TwemproxyStage(Mishap mishap) {
        server = ServerProcess.memcached(arguments(mishap));
        hogs = new MemcachedHogs(server.port());
        behind = new Wires(IntStream.of(server.port()));
        proxy = Twemproxy.at(mishap == Mishap.MAX_CLIENTS ? behind.addresses() : server.address());
        wires = new Wires(IntStream.of(proxy.port()));
    }

    private static String[] arguments(Mishap mishap) {
        return switch (mishap) {
            case OUT_OF_MEMORY -> new String[] {"-M", "-m", "2"};
            case MAX_CLIENTS -> new String[] {"-c", "40", "-o", "no_maxconns_fast"};
            default -> new String[0];
        };
    }

    @Override
    public String url() {
        return "memcached://" + wires.addresses() + "?proxied=true";
    }

    @Override
    public void cause(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> losses.all(server::kill);
            case STOP -> server.hang();
            case RESTART_EMPTY -> losses.all(server::restart);
            case OUT_OF_MEMORY -> hogs.takeMemory();
            case MAX_CLIENTS -> hogs.takeConnectionsOf(behind);
            default -> wires.cause(mishap);
        }
    }

    @Override
    public void heal(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> server.restart();
            case STOP -> server.resume();
            case RESTART_EMPTY -> {}
            case OUT_OF_MEMORY -> hogs.leaveMemory();
            case MAX_CLIENTS -> hogs.leaveConnections();
            default -> wires.heal(mishap);
        }
    }

    /** What the proxy has taken it may deliver late, whatever its client does meanwhile. */
    @Override
    public EntryRules rules() {
        return EntryRules.strict().withCasByValue();
    }

    /** The proxy can't be asked whether the server drops what it has no room for: a set that is refused costs the value. */
    @Override
    public void excuse(Mishap mishap, History history, long from, long until) {
        history.mayRefuseTokens(from, until);
        if (mishap == Mishap.OUT_OF_MEMORY) {
            history.mayVanish(Keys::isValue, from, until);
        }
    }

    @Override
    public void close() {
        wires.close();
        proxy.close();
        behind.close();
        server.close();
    }
}
