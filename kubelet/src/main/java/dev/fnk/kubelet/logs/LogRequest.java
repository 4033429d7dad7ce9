package dev.fnk.kubelet.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The options of {@code GET /containerLogs/NAMESPACE/POD/CONTAINER} (PodLogOptions).
 *
 * @param tail last lines only
 * @param since not before this time
 * @param limitBytes at most this many bytes
 */
public record LogRequest(
    String namespace,
    String pod,
    String container,
    boolean follow,
    boolean previous,
    boolean timestamps,
    OptionalInt tail,
    Optional<Instant> since,
    OptionalLong limitBytes) {}
