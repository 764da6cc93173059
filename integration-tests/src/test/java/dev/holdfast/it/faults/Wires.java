package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The ways from the drivers to their servers, which break as one. */
final class Wires implements AutoCloseable {
    private static final int RESETS = 10;

    private final List<TcpFaultProxy> wires;
    private final Random random = new Random(7);

    Wires(IntStream ports) {
        this(ports.mapToObj(port -> TcpFaultProxy.to("127.0.0.1", port)).toList());
    }

    private Wires(List<TcpFaultProxy> wires) {
        this.wires = wires;
    }

    /** Only one of them. */
    Wires only(int index) {
        return new Wires(List.of(wires.get(index)));
    }

    String addresses() {
        return wires.stream().map(wire -> "127.0.0.1:" + wire.port()).collect(Collectors.joining(","));
    }

    int port(int index) {
        return wires.get(index).port();
    }

    void cause(Mishap mishap) {
        switch (mishap) {
            case BLACK_HOLE -> wires.forEach(TcpFaultProxy::blackHole);
            case SLOW -> wires.forEach(wire -> wire.slow(Application.TIMEOUT.multipliedBy(10)));
            case RESET_MID_REPLY -> resetAgainAndAgain();
            default -> throw new IllegalArgumentException("no mishap of a network: " + mishap);
        }
    }

    private void resetAgainAndAgain() {
        for (int i = 0; i < RESETS; i++) {
            int most = i % 2 == 0 ? 2_000 : 50; // also where little is read
            wires.forEach(wire -> wire.resetAfter(random.nextInt(most)));
            Pause.of(Duration.ofMillis(50));
            wires.forEach(TcpFaultProxy::pass);
            Pause.of(Duration.ofMillis(50));
        }
    }

    /** A stream that has lost bytes in a black hole never goes on. */
    void heal(Mishap mishap) {
        if (mishap == Mishap.BLACK_HOLE) {
            wires.forEach(TcpFaultProxy::dropConnections);
        }
        wires.forEach(TcpFaultProxy::pass);
    }

    /** Nobody gets in, and who is in is thrown out. */
    void shut() {
        wires.forEach(TcpFaultProxy::refuse);
        wires.forEach(TcpFaultProxy::dropConnections);
    }

    void open() {
        wires.forEach(TcpFaultProxy::pass);
    }

    @Override
    public void close() {
        wires.forEach(TcpFaultProxy::close);
    }
}
