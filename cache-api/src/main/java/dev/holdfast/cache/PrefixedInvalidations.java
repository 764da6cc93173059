package dev.holdfast.cache;

/** The changes below a prefix, by the keys without it. */
record PrefixedInvalidations(InvalidationSource source, String prefix) implements InvalidationSource {
    @Override
    public Invalidations subscribe(String morePrefix, InvalidationListener listener) {
        return source.subscribe(prefix + morePrefix, new Bare(listener, prefix.length()));
    }

    private record Bare(InvalidationListener listener, int prefixLength) implements InvalidationListener {
        @Override
        public void live() {
            listener.live();
        }

        @Override
        public void proven(long nanos) {
            listener.proven(nanos);
        }

        @Override
        public void changed(String key) {
            listener.changed(key.substring(prefixLength));
        }

        @Override
        public void allChanged() {
            listener.allChanged();
        }

        @Override
        public void gap() {
            listener.gap();
        }
    }
}
