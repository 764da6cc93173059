package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A read of one key: by {@code get}, {@code gets} or {@code gat}. */
final class TextGet extends Request<@Nullable Item> implements TextValues.Asker {
    static final byte[] VERB = Ascii.bytes("get ");

    private final byte[] key;
    private final boolean mergeable;
    private final TextValues values = new TextValues(this);
    private @Nullable Item item;

    /** A read; if mergeable it is a plain {@code get}, which a connection may send together with others as one. */
    TextGet(byte[] command, byte[] key, boolean mergeable) {
        super(command);
        this.key = key;
        this.mergeable = mergeable;
    }

    boolean isMergeable() {
        return mergeable;
    }

    byte[] key() {
        return key;
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        if (!values.read(in)) {
            return false;
        }
        String error = values.error();
        if (error == null) {
            answer(item);
        } else {
            fail(Failure.said(error));
        }
        return true;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public byte[] key(int index) {
        return key;
    }

    @Override
    public void found(int index, Item found) {
        item = found;
    }

    /**
     * Several gets that waited at one time, sent as one command. Each is answered by itself with an array of its own:
     * nobody leads, so nobody waits for a leader.
     */
    static final class Merged implements Exchange, TextValues.Asker {
        private final List<TextGet> gets;
        private final TextValues values = new TextValues(this);

        Merged(List<TextGet> gets) {
            this.gets = List.copyOf(gets);
        }

        /** {@code get}, all the keys, a line end. */
        byte[] command() {
            return TextProtocol.listOf(VERB, gets.stream().map(get -> get.key).toList());
        }

        @Override
        public boolean read(ByteBuffer in) throws ProtocolViolation {
            if (!values.read(in)) {
                return false;
            }
            String error = values.error();
            if (error == null) {
                gets.forEach(get -> get.answer(get.item));
            } else {
                fail(Failure.said(error));
            }
            return true;
        }

        @Override
        public void fail(Failure failure) {
            gets.forEach(get -> get.fail(failure));
        }

        @Override
        public long sentNanos() {
            return gets.get(0).sentNanos();
        }

        @Override
        public int requests() {
            return gets.size();
        }

        @Override
        public int size() {
            return gets.size();
        }

        @Override
        public byte[] key(int index) {
            return gets.get(index).key;
        }

        @Override
        public void found(int index, Item found) {
            gets.get(index).item = found;
        }
    }
}
