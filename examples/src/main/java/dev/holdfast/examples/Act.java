package dev.holdfast.examples;

import java.util.List;

/** One story about the cache, played on the cache of a stage. New ones are added to the {@link Repertoire}. */
interface Act {
    /** A few words for the heading. */
    String title();

    /** What is about to be seen, in lines of at most 90 characters. */
    List<String> story();

    /**
     * Plays the act: shows what happens, tells the stage which promises were kept, and leaves its figures in the
     * stage's table.
     */
    void play(Stage stage);
}
