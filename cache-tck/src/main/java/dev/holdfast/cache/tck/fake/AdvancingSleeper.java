package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Never waits: moves the time instead. */
record AdvancingSleeper(FakeTicker ticker) implements Sleeper {
    AdvancingSleeper {
        Objects.requireNonNull(ticker, "ticker");
    }

    @Override
    public long nanoTime() {
        return ticker.getAsLong();
    }

    @Override
    public boolean sleep(Duration duration, CountDownLatch closed) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the time was moved");
        }
        ticker.advance(duration);
        return closed.getCount() == 0;
    }
}
