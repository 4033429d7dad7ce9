package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ecs.Tasks;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import dev.fnk.kubelet.contract.CpuAndMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.DescribeTasksRequest;
import software.amazon.awssdk.services.ecs.model.DescribeTasksResponse;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.ListTasksRequest;
import software.amazon.awssdk.services.ecs.model.ListTasksResponse;
import software.amazon.awssdk.services.ecs.model.Task;
import tools.jackson.databind.json.JsonMapper;

/** When a Deployment works, when it is gone, and the pods as the status lists them. */
@Timeout(60)
final class DeploymentSettledTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final String PODS = "/api/v1/namespaces/shop/pods";

  private final List<Task> tasks = new ArrayList<>();
  private final FakeAws aws =
      new FakeAws()
          .on(
              EcsClient.class,
              "listTasks",
              ListTasksRequest.class,
              _ ->
                  ListTasksResponse.builder()
                      .taskArns(tasks.stream().map(Task::taskArn).toList())
                      .build())
          .on(
              EcsClient.class,
              "describeTasks",
              DescribeTasksRequest.class,
              _ -> DescribeTasksResponse.builder().tasks(tasks).build());
  private final ReachedCluster reached = new ReachedCluster(new TestLab(aws.clients(), Map.of()));
  private final EksCluster cluster = reached.cluster;
  private final ClusterAccess access = reached.access;
  private final ObservedState known = reached.known;
  private final FakeWork work = reached.work;
  private final FakeKubernetes kubernetes = reached.kubernetes;
  private final DeploymentSettled settled =
      new DeploymentSettled("shop", "web", "virtual", new Tasks(aws.clients(), NAMES));

  @AfterEach
  void stop() {
    reached.close();
  }

  private void pod(String name, String annotations, String status) {
    kubernetes.put(
        PODS,
        name,
        """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"uid":"uid-%s","labels":{"app.kubernetes.io/name":"web"},
          "annotations":{%s}},
         "spec":{"nodeName":"virtual"},"status":{%s}}"""
            .formatted(name, annotations, status));
  }

  private void ready(boolean ready) {
    kubernetes.put(
        "/api/v1/nodes",
        "virtual",
        "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}"
            .formatted(ready ? "True" : "False"));
  }

  private void task(String podName, String namespace) {
    tasks.add(
        Task.builder()
            .taskArn("arn:task/" + tasks.size())
            .taskDefinitionArn("arn:task-definition/" + NAMES.podFamilies() + "0".repeat(32) + ":1")
            .lastStatus("RUNNING")
            .overrides(
                o ->
                    o.containerOverrides(
                        ContainerOverride.builder()
                            .environment(
                                KeyValuePair.builder().name("FNK_POD_NAME").value(podName).build(),
                                KeyValuePair.builder()
                                    .name("FNK_POD_NAMESPACE")
                                    .value(namespace)
                                    .build())
                            .build()))
            .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | 5 | 5 | 2 | 2 | 2 | ''
          2 | 5 | 4 | 2 | 2 | 2 | 2 of 2 pods are available
          2 | 5 | 6 | 2 | 2 | 2 | ''
          2 | 5 | 5 | 1 | 2 | 2 | 2 of 2 pods are available
          2 | 5 | 5 | 2 | 1 | 2 | 1 of 2 pods are available
          2 | 5 | 5 | 2 | 2 | 3 | 2 of 2 pods are available
          """)
  void itWorksWhenAllItsPodsAreNewAndAvailable(
      int wanted, int generation, int observed, int updated, int available, int all, String lacks) {
    var deployment =
        JsonMapper.shared()
            .readTree(
                """
                {"metadata":{"generation":%d},"spec":{"replicas":%d},
                 "status":{"observedGeneration":%d,"updatedReplicas":%d,"availableReplicas":%d,
                  "replicas":%d}}"""
                    .formatted(generation, wanted, observed, updated, available, all));

    assertThat(settled.lacks(deployment).orElse("")).isEqualTo(lacks);
  }

  @Test
  void oneThatSaysNothingWantsOneAndHasNone() {
    assertThat(settled.lacks(JsonMapper.shared().readTree("{}")))
        .contains("0 of 1 pods are available");
  }

  private String why() {
    return access.tell(work, settled::why);
  }

  @Test
  void whyItDoesNotIsItsLastWarningOrWhatAContainerWaitsFor() {
    assertThat(why()).isEmpty();
    pod("web-1", "", "\"containerStatuses\":[{\"state\":{\"running\":{}}}]");
    assertThat(why()).isEmpty();

    pod(
        "web-1",
        "",
        """
        "containerStatuses":[{"state":{"waiting":{"reason":"ErrImagePull","message":"no"}}}]""");
    assertThat(why()).isEqualTo("; pod web-1: ErrImagePull no");

    event("1", "Normal", "Scheduled", "here");
    assertThat(why()).isEqualTo("; pod web-1: ErrImagePull no");
    event("2", "Warning", "Failed", "first");
    event("3", "Warning", "Failed", "last");
    assertThat(why()).isEqualTo("; pod web-1: Failed: last");
  }

  private void event(String name, String type, String reason, String message) {
    kubernetes.put(
        "/api/v1/namespaces/shop/events",
        name,
        "{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"type\":\"%s\",\"reason\":\"%s\",\"message\":\"%s\"}"
            .formatted(type, reason, message));
  }

  @Test
  void itIsGoneWhenItsPodsAndTheirTasksAre() {
    ready(true);
    task("web-1", "other");
    task("api-1", "shop");
    settled.gone(access, work);

    task("web-1", "shop");
    assertThatThrownBy(() -> settled.gone(access, work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("their tasks to be gone");

    pod("web-1", "", "");
    assertThatThrownBy(() -> settled.gone(access, work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("its pods to be gone");
  }

  @Test
  void aNodeThatIsNotReadyConfirmsNoPodsEnd() {
    ready(false);
    pod("web-1", "", "");
    task("web-1", "shop");

    settled.gone(access, work);

    assertThat(work.polls()).isEqualTo(1);
  }

  @Test
  void thePodsOfTheNodeAreReadWithTheirTasks() {
    pod(
        "web-2",
        "\"fnk.dev/task\":\"arn:task\",\"fnk.dev/size\":\"256/512\",\"fnk.dev/unused\":\"128/232\"",
        "\"phase\":\"Running\",\"podIP\":\"10.0.0.7\"");
    pod("web-1", "", "");
    kubernetes
        .objects()
        .get(PODS + "/web-1")
        .withObject("/metadata")
        .put("deletionTimestamp", "2026-11-25T00:00:00Z");
    pod("web-0", "", "");

    assertThat(PodReader.read(access, known, "virtual"))
        .containsExactly(
            row("web-0", "Pending"),
            row("web-1", "Terminating"),
            new PodReader.Row(
                "shop",
                "web-2",
                "Running",
                Optional.of("10.0.0.7"),
                Optional.of("arn:task"),
                Optional.of(new CpuAndMemory(256, 512)),
                Optional.of(new CpuAndMemory(128, 232))));
    assertThat(PodReader.read(access, new ObservedState(), "virtual")).isEmpty();
  }

  private static PodReader.Row row(String name, String phase) {
    return new PodReader.Row(
        "shop",
        name,
        phase,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
