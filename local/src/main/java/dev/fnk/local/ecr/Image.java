package dev.fnk.local.ecr;

import java.time.Instant;

/**
 * A manifest in a repository.
 *
 * @param digest SHA-256 of exactly these manifest bytes
 * @param manifest the bytes as they were pushed
 * @param mediaType their media type
 * @param size octets of configuration and layers
 */
record Image(Digest digest, byte[] manifest, String mediaType, long size, Instant pushedAt) {}
