package dev.holdfast.cache.tck.fake;

import java.util.List;

/** Follows a written schedule; where it ends, every actor goes on as long as it can. */
final class Script implements Chooser {
    private final List<String> names;
    private int next;

    Script(String schedule) {
        names = schedule.isBlank() ? List.of() : List.of(schedule.strip().split("\\s+"));
    }

    @Override
    public int choose(List<Actor> options) {
        if (next == names.size()) {
            return 0;
        }
        String name = names.get(next++);
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "step " + next + " of the schedule is for " + name + ", but those who can take it are " + options);
    }

    @Override
    public void ended() {
        if (next < names.size()) {
            throw new IllegalStateException(
                    "the run ended after " + next + " of the schedule's " + names.size() + " steps");
        }
    }
}
