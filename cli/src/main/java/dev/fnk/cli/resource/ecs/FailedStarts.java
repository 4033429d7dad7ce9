package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.resource.ResourceContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells the user, while a service is waited for, why its tasks stop: ECS goes on trying for hours,
 * and nobody else would say so.
 */
final class FailedStarts {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final LastWords lastWords;
  private final ResourceContext context;
  private final InstantSource clock;
  private Instant next;
  private String told = "";

  FailedStarts(LastWords lastWords, ResourceContext context, InstantSource clock) {
    this.lastWords = lastWords;
    this.context = context;
    this.clock = clock;
    this.next = clock.instant().plus(PAUSE);
  }

  /** Asks ECS once a while, and tells each reason once. */
  void tell() {
    if (clock.instant().isBefore(next)) {
      return;
    }
    next = clock.instant().plus(PAUSE);
    Optional<String> reason = lastWords.stoppedReason();
    reason
        .filter(now -> !now.equals(told))
        .ifPresent(
            now -> {
              told = now;
              context.notice("its task stopped, ECS tries again: " + now);
            });
  }
}
