package dev.holdfast.servers;

/** The images that containers are made of; others by system properties, to test against another version. */
final class Images {
    static final String REDIS = System.getProperty("servers.redis", "redis:7.0");
    static final String MEMCACHED = System.getProperty("servers.memcached", "memcached:1.6");
    /** Nobody publishes one: {@code scripts/containers} builds it, see CONTRIBUTING. */
    static final String TWEMPROXY = System.getProperty("servers.twemproxy", "holdfast/twemproxy:0.5");

    private Images() {}

    /** Whether it is made on this machine, and never pulled. */
    static boolean isOurs(String image) {
        return image.startsWith("holdfast/");
    }
}
