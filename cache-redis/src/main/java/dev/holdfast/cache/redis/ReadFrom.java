package dev.holdfast.cache.redis;

import org.jspecify.annotations.Nullable;

/** Whom {@code get} and {@code getAll} ask; all else is the master's. */
enum ReadFrom {
    /** The master alone. */
    MASTER {
        @Override
        @Nullable
        Node choose(Node master, Node[] replicas, int start) {
            return master;
        }

        @Override
        @Nullable
        Node chooseAnother(Node master, Node[] replicas, int start, Node asked) {
            return null;
        }
    },
    /** The master, and while it can't be reached a replica. */
    MASTER_PREFERRED {
        @Override
        @Nullable
        Node choose(Node master, Node[] replicas, int start) {
            Node replica = master.wire() != null ? null : connected(replicas, start, null);
            return replica != null ? replica : master;
        }

        @Override
        @Nullable
        Node chooseAnother(Node master, Node[] replicas, int start, Node asked) {
            return connected(replicas, start, asked);
        }
    },
    /** A replica, never the master: its load stays what writes make of it. */
    REPLICA {
        @Override
        @Nullable
        Node choose(Node master, Node[] replicas, int start) {
            Node replica = connected(replicas, start, null);
            return replica != null || replicas.length == 0 ? replica : replicas[start % replicas.length];
        }

        @Override
        @Nullable
        Node chooseAnother(Node master, Node[] replicas, int start, Node asked) {
            return connected(replicas, start, asked);
        }
    },
    /** A replica, and while none can be reached the master. */
    REPLICA_PREFERRED {
        @Override
        @Nullable
        Node choose(Node master, Node[] replicas, int start) {
            Node replica = connected(replicas, start, null);
            return replica != null ? replica : master;
        }

        @Override
        @Nullable
        Node chooseAnother(Node master, Node[] replicas, int start, Node asked) {
            return asked == master ? null : master;
        }
    };

    /**
     * Whom to ask.
     *
     * @param start a number of the key's, from 0: the same key asks the same replica as long as the same ones are there
     * @return null where only a replica would do, and none is known
     */
    abstract @Nullable Node choose(Node master, Node[] replicas, int start);

    /** Whom to ask after that one could not answer; null: nobody. */
    abstract @Nullable Node chooseAnother(Node master, Node[] replicas, int start, Node asked);

    private static @Nullable Node connected(Node[] replicas, int start, @Nullable Node except) {
        for (int i = 0; i < replicas.length; i++) {
            Node replica = replicas[(start + i) % replicas.length];
            if (replica != except && replica.wire() != null) {
                return replica;
            }
        }
        return null;
    }
}
