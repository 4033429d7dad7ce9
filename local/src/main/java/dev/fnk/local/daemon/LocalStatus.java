package dev.fnk.local.daemon;

import java.nio.file.Path;
import java.time.Instant;

/**
 * The local lab as it runs.
 *
 * @param started when its background process began to serve
 * @param log the background process's log
 */
public record LocalStatus(LocalConnection connection, Instant started, Path log) {}
