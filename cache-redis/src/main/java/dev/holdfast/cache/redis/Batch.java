package dev.holdfast.cache.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Requests that nobody waits for: the last answer completes a future. */
final class Batch {
    private final CompletableFuture<Batch> done = new CompletableFuture<>();
    private final AtomicInteger open;
    private final List<Listened> requests;

    private final class Listened extends Request {
        private Listened(Request request) {
            super(request.form, request.frame);
        }

        @Override
        void done() {
            super.done();
            if (open.decrementAndGet() == 0) {
                done.complete(Batch.this);
            }
        }
    }

    private Batch(List<Request> requests) {
        open = new AtomicInteger(requests.size());
        this.requests = requests.stream().map(Listened::new).toList();
    }

    /** Sends them in that order. */
    static CompletableFuture<Batch> send(Wire wire, List<Request> requests) {
        Batch batch = new Batch(requests);
        batch.requests.forEach(wire::submitOwn);
        return batch.done;
    }

    /** The answer, in the order sent. */
    @Nullable
    Object reply(int index) {
        return requests.get(index).reply();
    }

    int size() {
        return requests.size();
    }

    boolean allAnswered() {
        return requests.stream().allMatch(Request::isAnswered);
    }
}
