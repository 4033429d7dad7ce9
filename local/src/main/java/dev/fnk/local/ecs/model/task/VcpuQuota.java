package dev.fnk.local.ecs.model.task;

import java.util.List;
import java.util.Optional;

/**
 * The vCPUs that an account's tasks may have at once in a region, on demand and on Spot each.
 * Source: "Fargate On-Demand vCPU resource count" and "Fargate Spot vCPU resource count" of "Amazon
 * ECS endpoints and quotas", which name 6 for an account that was never raised.
 *
 * <p>AWS's side alone, on purpose: who calls does not know it, and has to bear a refusal.
 *
 * @param enforced whether there is a limit
 */
public record VcpuQuota(boolean enforced) {
  private static final int UNITS = 6 * 1024;
  private static final String SPOT = "FARGATE_SPOT";

  /**
   * Whether further tasks find room.
   *
   * @param tasks those of the region
   * @param provider capacity provider of the next task; empty: on demand
   * @param cpu CPU units of the next task
   * @return the words of ECS, when they do not
   */
  public Optional<String> refusal(List<Task> tasks, Optional<String> provider, int cpu) {
    if (!enforced) {
      return Optional.empty();
    }
    boolean spot = provider.filter(SPOT::equals).isPresent();
    int used =
        tasks.stream()
            .filter(task -> !task.stopped())
            .map(Task::spec)
            .filter(
                spec ->
                    spec.placement().capacityProvider().filter(SPOT::equals).isPresent() == spot)
            .mapToInt(spec -> spec.size().cpu())
            .sum();
    return used + cpu <= UNITS
        ? Optional.empty()
        : Optional.of(
            "You\u2019ve reached the limit on the number of vCPUs you can run concurrently. For"
                + " more information, see the Troubleshooting section of the Amazon ECS Developer"
                + " Guide.");
  }
}
