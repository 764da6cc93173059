package dev.holdfast.cache.codec;

/** The built-in codecs. */
public final class Codecs {
    private Codecs() {}
}
