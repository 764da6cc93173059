/** What the recipes promise as a JUnit suite, and what moves time and loads by script in tests. */
module dev.holdfast.cache.tck.recipes {
    requires transitive dev.holdfast.cache.recipes;
    requires transitive dev.holdfast.cache.tck;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.holdfast.cache.tck.recipes;
}
