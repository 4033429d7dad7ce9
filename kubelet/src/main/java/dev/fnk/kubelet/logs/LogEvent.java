package dev.fnk.kubelet.logs;

import java.time.Instant;

/**
 * A log event as CloudWatch has it: a line, or a piece of one that was too long.
 *
 * @param time when the line was written, in milliseconds
 * @param ingested when CloudWatch took it
 */
record LogEvent(Instant time, Instant ingested, String text) {}
