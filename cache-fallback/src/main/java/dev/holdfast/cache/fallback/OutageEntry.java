package dev.holdfast.cache.fallback;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What became of one key during an outage: the latest operation, or all counts together. Values are not kept here; the
 * local cache has them. Immutable but for the claim, which says that the remote cache is being told just now.
 */
final class OutageEntry {
    /** What the remote cache is to be told. */
    enum Kind {
        SET,
        DELETE,
        TOUCH,
        COUNT
    }

    private final Kind kind;

    /** When the entry ends; null for {@link Kind#DELETE}, and for counters that nobody touched. */
    private final @Nullable Deadline deadline;

    /** What was counted; for {@link Kind#COUNT} alone. */
    private final @Nullable OutageCount count;

    private volatile @Nullable CountDownLatch claim;

    private OutageEntry(Kind kind, @Nullable Deadline deadline, @Nullable OutageCount count) {
        this.kind = kind;
        this.deadline = deadline;
        this.count = count;
    }

    static OutageEntry set(Deadline deadline) {
        return new OutageEntry(Kind.SET, deadline, null);
    }

    static OutageEntry deleted() {
        return new OutageEntry(Kind.DELETE, null, null);
    }

    static OutageEntry counted(OutageCount count, @Nullable Deadline touched) {
        return new OutageEntry(Kind.COUNT, touched, count);
    }

    /** What a touch makes of what was there before, if anything. */
    static OutageEntry touched(@Nullable OutageEntry before, Deadline deadline) {
        if (before == null) {
            return new OutageEntry(Kind.TOUCH, deadline, null);
        }
        OutageCount count = before.claim == null ? before.count : null;
        return switch (before.kind) {
            case SET, DELETE -> set(deadline);
            case TOUCH -> new OutageEntry(Kind.TOUCH, deadline, null);
            case COUNT ->
                count == null
                        ? new OutageEntry(Kind.TOUCH, deadline, null)
                        : counted(count.endingAt(deadline), deadline);
        };
    }

    /** Whether what is here is a value of this process alone, or none: set, deleted, or ended by a touch. */
    boolean isOwn(long nowNanos) {
        return kind == Kind.SET || kind == Kind.DELETE || (deadline != null && deadline.left(nowNanos) == null);
    }

    /** Of a newer value with the same end: who was told of the value before was not told of this. */
    OutageEntry again() {
        return new OutageEntry(kind, deadline, count);
    }

    Kind kind() {
        return kind;
    }

    @Nullable
    Deadline deadline() {
        return deadline;
    }

    @Nullable
    OutageCount count() {
        return count;
    }

    /** Says that the remote cache is being told. */
    void claim() {
        claim = new CountDownLatch(1);
    }

    /** Says that it was told, or could not be. */
    void release() {
        CountDownLatch held = claim;
        claim = null;
        if (held != null) {
            held.countDown();
        }
    }

    /** Goes down when the remote cache was told; null while nobody tells it. */
    @Nullable
    CountDownLatch claimed() {
        return claim;
    }
}
