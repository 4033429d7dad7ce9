package dev.fnk.local.engine;

import java.time.Instant;

/** One line that a container wrote, without its end, at the time the engine saw it. */
public record LogLine(Instant time, String text) {}
