package dev.fnk.local.ecs.model.service;

import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.model.task.Task;
import dev.fnk.local.ecs.protocol.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** A service: how many tasks of what it keeps. Guarded by its own lock. */
public final class Service {
  private static final int MAX_EVENTS = 100;

  /** For how long a deployment that has ended keeps its task definition from being deleted. */
  private static final Duration AFTERMATH = Duration.ofDays(1);

  private final String arn;
  private final String name;
  private final Cluster cluster;
  private final ObjectNode request;
  private final Instant createdAt;
  private final String createdBy;
  private final Deque<Event> events = new ArrayDeque<>();
  private final Map<String, Instant> ended = new HashMap<>();
  private List<Deployment> deployments;
  private State state;

  public enum Status {
    ACTIVE,
    DRAINING,
    INACTIVE
  }

  public record Event(String id, Instant createdAt, String message) {}

  /**
   * What UpdateService and DeleteService change.
   *
   * @param propagateTags NONE, SERVICE or TASK_DEFINITION
   * @param zoneRebalancing ENABLED or DISABLED
   */
  public record State(
      Status status,
      int desiredCount,
      int minimumPercent,
      int maximumPercent,
      ObjectNode deploymentConfiguration,
      String propagateTags,
      boolean managedTags,
      String zoneRebalancing,
      Tags tags) {
    public State withStatus(Status next, int desired) {
      return new State(
          next,
          desired,
          minimumPercent,
          maximumPercent,
          deploymentConfiguration,
          propagateTags,
          managedTags,
          zoneRebalancing,
          tags);
    }

    public State withTags(Tags given) {
      return new State(
          status,
          desiredCount,
          minimumPercent,
          maximumPercent,
          deploymentConfiguration,
          propagateTags,
          managedTags,
          zoneRebalancing,
          given);
    }
  }

  public Service(
      String arn,
      String name,
      Cluster cluster,
      ObjectNode request,
      Instant createdAt,
      String createdBy,
      Deployment first,
      State state) {
    this.arn = arn;
    this.name = name;
    this.cluster = cluster;
    this.request = request;
    this.createdAt = createdAt;
    this.createdBy = createdBy;
    this.deployments = List.of(first);
    this.state = state;
  }

  public String arn() {
    return arn;
  }

  public String name() {
    return name;
  }

  public Cluster cluster() {
    return cluster;
  }

  /** The request that made it. */
  public ObjectNode request() {
    return request;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public String createdBy() {
    return createdBy;
  }

  public synchronized State state() {
    return state;
  }

  public synchronized void update(UnaryOperator<State> change) {
    state = change.apply(state);
  }

  /** The newest one first. */
  public synchronized List<Deployment> deployments() {
    return deployments;
  }

  public synchronized Deployment primary() {
    return deployments.getFirst();
  }

  public synchronized void deploy(Deployment next) {
    List<Deployment> all = new ArrayList<>(deployments);
    all.addFirst(next);
    deployments = List.copyOf(all);
  }

  public synchronized void updatePrimary(String id, UnaryOperator<Deployment> change) {
    if (primary().id().equals(id)) {
      List<Deployment> all = new ArrayList<>(deployments);
      all.set(0, change.apply(all.getFirst()));
      deployments = List.copyOf(all);
    }
  }

  /** Forgets older deployments, whose tasks are all gone. */
  public synchronized void dropOld(Instant now) {
    deployments.stream().skip(1).forEach(d -> ended.put(d.definition().arn(), now));
    deployments = List.of(primary());
  }

  /** Its last task is gone. */
  public synchronized void end(Instant now) {
    state = state.withStatus(Status.INACTIVE, 0);
    deployments.forEach(d -> ended.put(d.definition().arn(), now));
  }

  /** Whether a deployment of it needs a task definition, or did within the last day. */
  public synchronized boolean uses(String taskDefinitionArn, Instant now) {
    boolean inUse =
        state.status() != Status.INACTIVE
            && deployments.stream()
                .anyMatch(deployment -> deployment.definition().arn().equals(taskDefinitionArn));
    Instant end = ended.get(taskDefinitionArn);
    return inUse || (end != null && now.isBefore(end.plus(AFTERMATH)));
  }

  public synchronized void event(Instant now, String message) {
    events.addFirst(
        new Event(UUID.randomUUID().toString(), now, "(service " + name + ") " + message));
    if (events.size() > MAX_EVENTS) {
      events.removeLast();
    }
  }

  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  public boolean owns(Task task) {
    return task.spec().group().equals("service:" + name)
        && task.spec().cluster().name().equals(cluster.name());
  }
}
