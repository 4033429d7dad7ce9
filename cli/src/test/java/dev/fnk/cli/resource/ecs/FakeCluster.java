package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.Cluster;
import software.amazon.awssdk.services.ecs.model.ClusterContainsServicesException;
import software.amazon.awssdk.services.ecs.model.ClusterContainsTasksException;
import software.amazon.awssdk.services.ecs.model.ClusterSetting;
import software.amazon.awssdk.services.ecs.model.CreateClusterRequest;
import software.amazon.awssdk.services.ecs.model.CreateClusterResponse;
import software.amazon.awssdk.services.ecs.model.DeleteClusterRequest;
import software.amazon.awssdk.services.ecs.model.DeleteClusterResponse;
import software.amazon.awssdk.services.ecs.model.DescribeClustersRequest;
import software.amazon.awssdk.services.ecs.model.DescribeClustersResponse;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.ListServicesRequest;
import software.amazon.awssdk.services.ecs.model.ListServicesResponse;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.PutClusterCapacityProvidersRequest;
import software.amazon.awssdk.services.ecs.model.PutClusterCapacityProvidersResponse;
import software.amazon.awssdk.services.ecs.model.StopTaskRequest;
import software.amazon.awssdk.services.ecs.model.StopTaskResponse;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.UpdateClusterSettingsRequest;
import software.amazon.awssdk.services.ecs.model.UpdateClusterSettingsResponse;

/** One ECS cluster of an account that turns Container Insights on by default. */
final class FakeCluster {
  static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");

  boolean there;
  String insights = "enabled";
  final TreeSet<String> providers = new TreeSet<>();
  List<CapacityProviderStrategyItem> strategy = List.of();
  final List<String> services = new ArrayList<>();
  final Map<String, Task> tasks = new TreeMap<>();
  final Map<String, String> tags = new HashMap<>();

  /** States that the next looks see, before ACTIVE. */
  final Deque<String> states = new ArrayDeque<>();

  /** What the next writes fail with. */
  final Deque<RuntimeException> failures = new ArrayDeque<>();

  private void fail() {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  /** The lab's cluster as {@code up} makes it. */
  FakeCluster made() {
    there = true;
    insights = "disabled";
    providers.addAll(List.of("FARGATE", "FARGATE_SPOT"));
    tags.put(LabTags.LAB, "eks-lab");
    return this;
  }

  void run(String id, String family, String group) {
    tasks.put(
        "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/" + id,
        Task.builder()
            .taskArn("arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/" + id)
            .taskDefinitionArn(FakeDefinitions.arn(family + ":1"))
            .group(group)
            .lastStatus("RUNNING")
            .desiredStatus("RUNNING")
            .build());
  }

  FakeAws in(FakeAws fake) {
    return fake.on(
            EcsClient.class,
            "describeClusters",
            DescribeClustersRequest.class,
            _ ->
                DescribeClustersResponse.builder()
                    .clusters(there ? List.of(described()) : List.of())
                    .build())
        .on(
            EcsClient.class,
            "createCluster",
            CreateClusterRequest.class,
            q -> {
              fail();
              there = true;
              providers.addAll(q.capacityProviders());
              q.settings().forEach(s -> insights = s.value());
              q.tags().forEach(t -> tags.put(t.key(), t.value()));
              return CreateClusterResponse.builder().build();
            })
        .on(
            EcsClient.class,
            "updateClusterSettings",
            UpdateClusterSettingsRequest.class,
            q -> {
              q.settings().forEach(s -> insights = s.value());
              return UpdateClusterSettingsResponse.builder().build();
            })
        .on(
            EcsClient.class,
            "putClusterCapacityProviders",
            PutClusterCapacityProvidersRequest.class,
            q -> {
              fail();
              providers.clear();
              providers.addAll(q.capacityProviders());
              strategy = q.defaultCapacityProviderStrategy();
              return PutClusterCapacityProvidersResponse.builder().build();
            })
        .on(EcsClient.class, "deleteCluster", DeleteClusterRequest.class, _ -> delete())
        .on(
            EcsClient.class,
            "listServices",
            ListServicesRequest.class,
            _ ->
                ListServicesResponse.builder()
                    .serviceArns(
                        services.stream()
                            .map(s -> "arn:aws:ecs:eu-west-1:111122223333:service/eks-lab/" + s)
                            .toList())
                    .build())
        .on(
            EcsClient.class,
            "listTasks",
            ListTasksRequest.class,
            _ -> ListTasksResponse.builder().taskArns(tasks.keySet()).build())
        .on(
            EcsClient.class,
            "describeTasks",
            DescribeTasksRequest.class,
            q ->
                DescribeTasksResponse.builder()
                    .tasks(q.tasks().stream().map(tasks::get).toList())
                    .build())
        .on(
            EcsClient.class,
            "stopTask",
            StopTaskRequest.class,
            q -> {
              tasks.remove(q.task());
              return StopTaskResponse.builder().build();
            });
  }

  private Cluster described() {
    return Cluster.builder()
        .clusterName("eks-lab")
        .clusterArn("arn:aws:ecs:eu-west-1:111122223333:cluster/eks-lab")
        .status(Objects.requireNonNullElse(states.poll(), "ACTIVE"))
        .capacityProviders(providers)
        .defaultCapacityProviderStrategy(strategy)
        .settings(ClusterSetting.builder().name("containerInsights").value(insights).build())
        .tags(
            tags.entrySet().stream()
                .map(t -> Tag.builder().key(t.getKey()).value(t.getValue()).build())
                .toList())
        .build();
  }

  private Object delete() {
    fail();
    if (!services.isEmpty()) {
      throw FakeAws.error(
          ClusterContainsServicesException.builder(),
          "ClusterContainsServicesException",
          "services");
    }
    if (!tasks.isEmpty()) {
      throw FakeAws.error(
          ClusterContainsTasksException.builder(), "ClusterContainsTasksException", "tasks");
    }
    there = false;
    return DeleteClusterResponse.builder().build();
  }
}
