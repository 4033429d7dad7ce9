package dev.fnk.cli.resource.ec2;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Deletes what others may still be using; their network interfaces linger for minutes. */
final class Ec2Deletion {
  /** How many looks in a row have to see only what does not go by itself, before it is believed. */
  private static final int LOOKS = 10;

  private Ec2Deletion() {}

  /**
   * Deletes as soon as EC2 lets it, and waits no longer than there is something to wait for.
   *
   * @param blockers what stands in the way
   * @param gone the error codes that mean it is gone already
   * @throws ResourceException what is in the way does not go by itself, or not in time
   */
  static void whenFree(
      ResourceContext context, Runnable delete, Supplier<List<Blocker>> blockers, String... gone) {
    var attempt = new Attempt(delete, blockers, List.of(gone));
    try {
      context.until("what uses it to let it go", context.deadlines().release(), attempt::succeeds);
    } catch (ResourceException e) {
      if (e.getCause() == null && !attempt.seen.isEmpty()) {
        throw refusal(attempt.seen, e); // the deadline passed
      }
      throw e;
    }
  }

  /** One deletion, tried again and again. */
  private static final class Attempt {
    private final Runnable delete;
    private final Supplier<List<Blocker>> blockers;
    private final List<String> gone;
    private List<Blocker> seen = List.of();
    private int hopeless;

    Attempt(Runnable delete, Supplier<List<Blocker>> blockers, List<String> gone) {
      this.delete = delete;
      this.blockers = blockers;
      this.gone = gone;
    }

    boolean succeeds() {
      try {
        delete.run();
        return true;
      } catch (RuntimeException e) {
        if (gone.contains(AwsErrors.code(e))) {
          return true;
        }
        if (!AwsErrors.is(e, "DependencyViolation", "ResourceInUse")) {
          throw e;
        }
        seen = blockers.get();
        var stuck = !seen.isEmpty() && seen.stream().noneMatch(Blocker::leaves);
        hopeless = stuck ? hopeless + 1 : 0;
        if (hopeless >= LOOKS) {
          throw refusal(seen, e);
        }
        return false;
      }
    }
  }

  private static ResourceException refusal(List<Blocker> blockers, RuntimeException cause) {
    return new ResourceException(
        "it is still used by "
            + blockers.stream().map(Blocker::what).distinct().collect(Collectors.joining("; ")),
        blockers.stream()
                .map(Blocker::remedy)
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.joining("; "))
                .transform(r -> r.isEmpty() ? "wait for it to go" : r)
            + "; then fnk teardown again",
        cause);
  }
}
