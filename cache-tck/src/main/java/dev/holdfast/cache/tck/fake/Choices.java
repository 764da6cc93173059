package dev.holdfast.cache.tck.fake;

import java.util.Arrays;
import java.util.List;

/** The choices of one run after another, depth first: each run repeats those of the last but for the last open one. */
final class Choices implements Chooser {
    private int[] chosen = new int[64];
    private int[] options = new int[64];
    private int made;
    private int replayed;

    @Override
    public int choose(List<Actor> actors) {
        if (actors.size() == 1) {
            return 0;
        }
        if (replayed == made) {
            if (made == chosen.length) {
                chosen = Arrays.copyOf(chosen, made * 2);
                options = Arrays.copyOf(options, made * 2);
            }
            chosen[made] = 0;
            options[made++] = actors.size();
        } else if (options[replayed] != actors.size()) {
            throw notDeterministic();
        }
        return chosen[replayed++];
    }

    @Override
    public void ended() {
        if (replayed != made) {
            throw notDeterministic();
        }
    }

    /** Turns to the next run; false if that was the last. */
    boolean next() {
        replayed = 0;
        while (made > 0 && chosen[made - 1] + 1 == options[made - 1]) {
            made--;
        }
        if (made == 0) {
            return false;
        }
        chosen[made - 1]++;
        return true;
    }

    private static IllegalStateException notDeterministic() {
        return new IllegalStateException("the same choices led to other steps than in the run before: the scene is not"
                + " deterministic; nothing may outlive a run, and time and chance must be its own");
    }
}
