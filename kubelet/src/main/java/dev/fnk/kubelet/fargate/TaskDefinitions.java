package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.task.TaskTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.SortOrder;
import software.amazon.awssdk.services.ecs.model.TaskDefinitionStatus;

/**
 * Task definitions by content: each is looked for or registered once, however many pods ask for it
 * at the same time.
 */
final class TaskDefinitions {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final EcsClient ecs;
  private final NodeConfig config;
  private final EcsQuotas quotas;
  private final Scheduler scheduler;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> byFamily = new HashMap<>();

  TaskDefinitions(EcsClient ecs, NodeConfig config, EcsQuotas quotas, Scheduler scheduler) {
    this.ecs = ecs;
    this.config = config;
    this.quotas = quotas;
    this.scheduler = scheduler;
  }

  /**
   * ARN of an active revision with this content.
   *
   * @throws SdkException what ECS said; nothing is remembered then
   */
  String arn(TaskTemplate template) throws InterruptedException {
    String family = template.family(config.lab());
    var looking = new Entry(Optional.empty());
    while (true) {
      Scheduler.Signal done;
      lock.lock();
      try {
        Entry entry = byFamily.get(family);
        if (entry == null) {
          byFamily.put(family, looking);
          break;
        }
        if (entry.arn.isPresent()) {
          return entry.arn.get();
        }
        done = scheduler.signal();
        entry.waiting.add(done);
      } finally {
        lock.unlock();
      }
      // Whoever looks for it now may fail; then it is looked for anew, by one of those who wait.
      done.await(FOR_EVER);
    }
    Optional<String> arn = Optional.empty();
    try {
      var found = find(family);
      arn = Optional.of(found.isPresent() ? found.get() : register(family, template));
      return arn.get();
    } finally {
      ended(family, looking, arn);
    }
  }

  private void ended(String family, Entry looking, Optional<String> arn) {
    lock.lock();
    try {
      if (arn.isPresent()) {
        byFamily.put(family, new Entry(arn));
      } else {
        byFamily.remove(family);
      }
    } finally {
      lock.unlock();
    }
    looking.waiting.forEach(Scheduler.Signal::raise);
  }

  /** Forgets a revision that ECS no longer takes: somebody has deregistered it. */
  void forget(TaskTemplate template) {
    lock.lock();
    try {
      byFamily.computeIfPresent(
          template.family(config.lab()), (_, entry) -> entry.arn.isPresent() ? null : entry);
    } finally {
      lock.unlock();
    }
  }

  private Optional<String> find(String family) throws InterruptedException {
    quotas.definitionRead().take();
    try {
      return ecs
          .listTaskDefinitions(
              r ->
                  r.familyPrefix(family)
                      .status(TaskDefinitionStatus.ACTIVE)
                      .sort(SortOrder.DESC)
                      .maxResults(1))
          .taskDefinitionArns()
          .stream()
          .findFirst();
    } catch (ClientException e) {
      if (EcsErrors.throttled(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private String register(String family, TaskTemplate template) throws InterruptedException {
    quotas.registration().take();
    return ecs.registerTaskDefinition(TaskRequests.definition(family, template, config))
        .taskDefinition()
        .taskDefinitionArn();
  }

  /** Found, or being looked for. */
  private static final class Entry {
    private final Optional<String> arn;
    private final List<Scheduler.Signal> waiting = new ArrayList<>();

    private Entry(Optional<String> arn) {
      this.arn = arn;
    }
  }
}
