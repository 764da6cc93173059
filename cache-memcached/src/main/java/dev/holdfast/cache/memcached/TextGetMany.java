package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code get} or {@code gets} of given keys in one command. */
final class TextGetMany extends Request<@Nullable Item[]> implements TextValues.Asker {
    private final List<byte[]> keys;
    private final @Nullable Item[] items;
    private final TextValues values = new TextValues(this);

    TextGetMany(byte[] command, List<byte[]> keys) {
        super(command);
        this.keys = keys;
        this.items = new Item[keys.size()];
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        if (!values.read(in)) {
            return false;
        }
        String error = values.error();
        if (error == null) {
            answer(items);
        } else {
            fail(Failure.said(error));
        }
        return true;
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public byte[] key(int index) {
        return keys.get(index);
    }

    @Override
    public void found(int index, Item item) {
        items[index] = item;
    }
}
