package dev.holdfast.cache.codec;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something when deserialized. */
class Gadget implements Serializable {
    static final AtomicInteger RUNS = new AtomicInteger();

    private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
        RUNS.incrementAndGet();
        input.defaultReadObject();
    }
}
