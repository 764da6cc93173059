/** The contract of a cache as a JUnit suite, and fakes that break caches and connections. */
module dev.holdfast.cache.tck {
    requires transitive dev.holdfast.cache;
    requires transitive org.junit.jupiter.api;
    requires jdk.jfr;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.holdfast.cache.tck;
    exports dev.holdfast.cache.tck.fake;
}
