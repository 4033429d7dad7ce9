package dev.fnk.kubelet.fargate;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.task.TaskTemplate;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
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
  private final EcsClient ecs;
  private final NodeConfig config;
  private final EcsQuotas quotas;
  private final ConcurrentMap<String, CompletableFuture<String>> byFamily =
      new ConcurrentHashMap<>();

  TaskDefinitions(EcsClient ecs, NodeConfig config, EcsQuotas quotas) {
    this.ecs = ecs;
    this.config = config;
    this.quotas = quotas;
  }

  /**
   * ARN of an active revision with this content.
   *
   * @throws SdkException what ECS said; nothing is remembered then
   */
  String arn(TaskTemplate template) throws InterruptedException {
    String family = template.family(config.lab());
    var own = new CompletableFuture<String>();
    var running = byFamily.putIfAbsent(family, own);
    if (running != null) {
      return await(running);
    }
    try {
      var found = find(family);
      String arn = found.isPresent() ? found.get() : register(family, template);
      own.complete(arn);
      return arn;
    } catch (SdkException | InterruptedException e) {
      byFamily.remove(family, own);
      own.completeExceptionally(e);
      throw e;
    }
  }

  /** Forgets a revision that ECS no longer takes: somebody has deregistered it. */
  void forget(TaskTemplate template) {
    byFamily.remove(template.family(config.lab()));
  }

  private static String await(CompletableFuture<String> running) throws InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SdkException sdk) {
        throw sdk;
      }
      throw new IllegalStateException("looking for a task definition failed", e.getCause());
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
    } catch (ClientException _) {
      return Optional.empty();
    }
  }

  private String register(String family, TaskTemplate template) throws InterruptedException {
    quotas.registration().take();
    return ecs.registerTaskDefinition(TaskRequests.definition(family, template, config))
        .taskDefinition()
        .taskDefinitionArn();
  }
}
