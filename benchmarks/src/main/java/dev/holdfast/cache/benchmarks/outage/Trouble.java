package dev.holdfast.cache.benchmarks.outage;

/** What goes wrong. */
enum Trouble {
    STOPPED("stopped (SIGSTOP)") {
        @Override
        void begin(TroubledServer server) {
            server.signal("STOP");
        }

        @Override
        void end(TroubledServer server) {
            server.signal("CONT");
        }
    },
    KILLED("killed, and started again") {
        @Override
        void begin(TroubledServer server) {
            server.kill();
        }

        @Override
        void end(TroubledServer server) {
            server.start();
        }
    },
    BLACK_HOLE("unreachable (what is sent is lost, nothing is closed)") {
        @Override
        void begin(TroubledServer server) {
            server.wire().blackHole();
        }

        @Override
        void end(TroubledServer server) {
            server.wire().pass();
        }
    };

    private final String title;

    Trouble(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract void begin(TroubledServer server);

    abstract void end(TroubledServer server);
}
