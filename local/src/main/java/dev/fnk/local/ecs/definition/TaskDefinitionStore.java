package dev.fnk.local.ecs.definition;

import dev.fnk.local.ecs.protocol.Arns;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The task definitions of a region. A revision's number is never given twice. */
public final class TaskDefinitionStore {
  private final Arns arns;
  private final Clock clock;
  private final Map<String, TaskDefinition> byArn = new HashMap<>();
  private final Map<String, Integer> lastRevision = new HashMap<>();

  public TaskDefinitionStore(Arns arns, Clock clock) {
    this.arns = arns;
    this.clock = clock;
  }

  public synchronized TaskDefinition register(
      String family, ObjectNode document, Tags tags, String registeredBy) {
    int revision = lastRevision.merge(family, 1, Integer::sum);
    TaskDefinition definition =
        new TaskDefinition(
            arns.taskDefinition(family, revision),
            family,
            revision,
            TaskDefinition.Status.ACTIVE,
            document,
            tags,
            clock.instant(),
            registeredBy,
            Optional.empty(),
            Optional.empty());
    byArn.put(definition.arn(), definition);
    return definition;
  }

  /** By ARN, {@code family:revision}, or family: then its newest active revision. */
  public synchronized Optional<TaskDefinition> find(String reference) {
    String name = Arns.lastPart(reference);
    int colon = name.lastIndexOf(':');
    if (colon < 0) {
      return byArn.values().stream()
          .filter(definition -> definition.family().equals(name))
          .filter(definition -> definition.status() == TaskDefinition.Status.ACTIVE)
          .max(Comparator.comparingInt(TaskDefinition::revision));
    }
    return byArn.values().stream()
        .filter(definition -> (definition.family() + ":" + definition.revision()).equals(name))
        .findFirst();
  }

  public synchronized void replace(TaskDefinition definition) {
    byArn.put(definition.arn(), definition);
  }

  /** Drops what is being deleted and no longer used. */
  public synchronized void purge(Predicate<String> used) {
    byArn
        .values()
        .removeIf(
            definition ->
                definition.status() == TaskDefinition.Status.DELETE_IN_PROGRESS
                    && !used.test(definition.arn()));
  }

  /** In the order of family and revision. */
  public synchronized List<TaskDefinition> all() {
    List<TaskDefinition> all = new ArrayList<>(byArn.values());
    all.sort(
        Comparator.comparing(TaskDefinition::family).thenComparingInt(TaskDefinition::revision));
    return all;
  }
}
