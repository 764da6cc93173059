package dev.holdfast.cache.redis;

/** Hands on what it is told, and looks anew for whom a lost connection's server was replaced by. */
record RefreshingWatch(NodeWatch next, Runnable refresh) implements NodeWatch {
    @Override
    public void added(Node node) {
        next.added(node);
    }

    @Override
    public void removed(Node node) {
        next.removed(node);
    }

    @Override
    public void connected(Node node) {
        next.connected(node);
    }

    @Override
    public void lost(Node node) {
        next.lost(node);
        refresh.run();
    }

    @Override
    public void slotsMoved() {
        next.slotsMoved();
    }
}
