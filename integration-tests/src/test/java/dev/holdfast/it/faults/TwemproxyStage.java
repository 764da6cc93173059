package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.util.stream.IntStream;

/** A memcached behind twemproxy; the network that breaks is that before the proxy. */
final class TwemproxyStage implements Stage {
    private final ServerProcess server;
    private final MemcachedHogs hogs;
    private final Twemproxy proxy;
    private final Wires wires;

    TwemproxyStage(Mishap mishap) {
        server = mishap == Mishap.OUT_OF_MEMORY ? ServerProcess.memcached("-M", "-m", "2") : ServerProcess.memcached();
        hogs = new MemcachedHogs(server.port());
        proxy = new Twemproxy(server);
        wires = new Wires(IntStream.of(proxy.port()));
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
            default -> wires.heal(mishap);
        }
    }

    /**
     * What the proxy has taken it may deliver late, whatever its client does meanwhile; and it can't be asked whether
     * the server drops what it has no room for.
     */
    @Override
    public EntryRules rules(Mishap mishap) {
        EntryRules rules = EntryRules.strict().withCasByValue().withFalseChanges();
        return mishap == Mishap.OUT_OF_MEMORY ? rules.withLoss() : rules;
    }

    @Override
    public void close() {
        wires.close();
        proxy.close();
        server.close();
    }
}
