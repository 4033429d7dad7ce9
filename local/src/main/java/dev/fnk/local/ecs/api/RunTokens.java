package dev.fnk.local.ecs.api;

import dev.fnk.local.ecs.model.task.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client tokens of RunTask: one token stands for one request for a day. Source: "Ensuring
 * idempotency" of the Amazon ECS API reference.
 */
public final class RunTokens {
  private static final Duration VALID = Duration.ofHours(24);

  private record Used(ObjectNode request, List<Task> tasks, Instant at) {}

  private final Map<String, Used> byToken = new HashMap<>();
  private final Clock clock;

  RunTokens(Clock clock) {
    this.clock = clock;
  }

  /** The token was used for another request, which made these tasks. */
  public static final class TokenConflict extends RuntimeException {
    private final List<String> taskArns;

    TokenConflict(List<String> taskArns) {
      super(
          "The RunTask request could not be processed due to conflicts. The provided clientToken"
              + " is already in use with a different RunTask request.");
      this.taskArns = List.copyOf(taskArns);
    }

    public List<String> taskArns() {
      return taskArns;
    }
  }

  /** The tasks of the first request with this token. */
  synchronized List<Task> once(String token, ObjectNode request, Supplier<List<Task>> run) {
    Instant now = clock.instant();
    byToken.values().removeIf(used -> used.at().plus(VALID).isBefore(now));
    Used used = byToken.get(token);
    if (used == null) {
      List<Task> tasks = run.get();
      if (!tasks.isEmpty()) { // a call that started nothing may be made again
        byToken.put(token, new Used(request.deepCopy(), tasks, now));
      }
      return tasks;
    }
    if (!used.request().equals(request)) {
      throw new TokenConflict(used.tasks().stream().map(task -> task.spec().arn()).toList());
    }
    return used.tasks();
  }
}
