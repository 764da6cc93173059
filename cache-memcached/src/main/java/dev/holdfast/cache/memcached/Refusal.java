package dev.holdfast.cache.memcached;

/** Stands where no connection is that answers: fails what is sent with the reason, and has issued no token. */
record Refusal(Failure reason) implements Connection {
    @Override
    public void send(Request<?> request) {
        request.fail(reason);
    }

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public void renewEpoch() {
        // there is none
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public long waitingNanos() {
        return 0;
    }

    @Override
    public void close(Failure why) {
        // it is
    }
}
