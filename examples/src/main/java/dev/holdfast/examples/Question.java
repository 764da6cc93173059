package dev.holdfast.examples;

/** Which zones change their clocks together with this one, in that year? */
record Question(String zone, int year) {
    /** The key of its answer: what the answer depends on, and no more. */
    String key() {
        return "together:" + zone + ":" + year;
    }
}
