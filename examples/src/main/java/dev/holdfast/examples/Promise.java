package dev.holdfast.examples;

/** Something that must hold whatever the backend, and whether it did. */
record Promise(String act, String text, boolean kept) {}
