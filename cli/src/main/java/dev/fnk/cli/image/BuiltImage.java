package dev.fnk.cli.image;

/**
 * An image in a tar.
 *
 * @param tag derived from its content and its base's
 * @param digest {@code sha256:...} of its manifest
 */
public record BuiltImage(String tag, String digest) {}
