package dev.holdfast.examples;

/**
 * What can be done to a server.
 *
 * @param words what happens to it
 * @param strike makes it happen
 * @param mend undoes it
 */
record Mishap(String words, Runnable strike, Runnable mend) {}
