package dev.fnk.kubelet.task;

import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Pods, settings and tasks for tests. */
public final class Pods {
  public static final NodeConfig CONFIG =
      new NodeConfig(
          "virtual-kubelet",
          "eks-lab",
          "eks-lab",
          "eu-west-1",
          "eks-lab",
          List.of("subnet-1"),
          List.of("sg-1"),
          true,
          "arn:aws:iam::111122223333:role/execution",
          "arn:aws:iam::111122223333:role/pod",
          Set.of("arn:aws:iam::111122223333:role/orders"),
          "arn:aws:iam::111122223333:role/kubelet",
          Optional.empty(),
          "111122223333.dkr.ecr.eu-west-1.amazonaws.com/eks-lab/kubelet@sha256:" + "0".repeat(64),
          Optional.empty(),
          "/fnk/eks-lab/pods",
          Map.of(),
          Set.of("cost-centre", "fnk.dev/pod"),
          true,
          10,
          OptionalInt.of(10240),
          OptionalInt.of(20480),
          10250,
          ApiLimits.STANDARD,
          Optional.empty());
  public static final SupervisedTask MAPPING =
      new SupervisedTask(CONFIG, new ApiAddress("api.example", 443));
  private static final Instant STARTED = Instant.parse("2026-01-01T00:00:10Z");
  static final String TASK = "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/";

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Pods() {}

  /**
   * @param spec the pod's spec in YAML
   */
  public static Pod pod(String name, String spec) {
    return YAML.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: default
          uid: uid-of-%s
          labels: {app: web}
        spec:
        """
                .formatted(name, name)
            + spec.indent(2),
        Pod.class);
  }

  static Pod simple(String name) {
    return pod(name, "nodeName: virtual-kubelet\ncontainers: [{name: web, image: nginx}]");
  }

  public static Pod restarting(String policy) {
    return pod(
        "web-1", "restartPolicy: " + policy + "\ncontainers: [{name: web, image: 'nginx:1'}]");
  }

  /** What a pod's task needs to know when the pod refers to nothing: its images. */
  public static Inputs inputs(Pod pod) {
    return new Inputs(
        "10.0.0.9",
        ContainerMapping.all(pod.getSpec()).stream()
            .collect(Collectors.toMap(Container::getName, Pods::image)),
        ResolvedReferences.NONE);
  }

  private static ImageConfig image(Container container) {
    return image(container.getImage());
  }

  /** What is known of an image that says nothing but its entry point. */
  static ImageConfig image(String reference) {
    return new ImageConfig(
        reference,
        List.of("/entry"),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of());
  }

  /** Its task of this attempt; it must be one that a task can have. */
  public static TaskPlan plan(Pod pod, int attempt) {
    return (TaskPlan) MAPPING.plan(pod, attempt, inputs(pod));
  }

  static TaskView task(String id, TaskView.Phase phase, ContainerView... containers) {
    boolean over = phase == TaskView.Phase.STOPPED;
    return TaskViewBuilder.of(TASK + id)
        .phase(phase)
        .stopping(over)
        .startedAt(phase == TaskView.Phase.STARTING ? Optional.empty() : Optional.of(STARTED))
        .executionStoppedAt(
            over ? Optional.of(Instant.parse("2026-01-01T00:00:40Z")) : Optional.empty())
        .stoppedAt(over ? Optional.of(Instant.parse("2026-01-01T00:01:00Z")) : Optional.empty())
        .ip(Optional.of("10.0.1.5"))
        .containers(Arrays.asList(containers))
        .build();
  }

  /** A task that never ran. */
  static TaskView notStarted(String reason) {
    return TaskViewBuilder.of(TASK + "t1")
        .phase(TaskView.Phase.STOPPED)
        .stopping(true)
        .stopCode(Optional.of("TaskFailedToStart"))
        .stoppedReason(Optional.of(reason))
        .stoppedAt(Optional.of(Instant.parse("2026-01-01T00:01:00Z")))
        .containers(List.of(container("web", ContainerView.State.STOPPED, OptionalInt.empty())))
        .build();
  }

  /** A task whose init container ended with {@code code}; the others never ran. */
  static TaskView initFailed(int code) {
    var task = notStarted("the init container failed");
    return TaskViewBuilder.like(task)
        .stopping(true)
        .startedAt(Optional.empty())
        .containers(
            List.of(
                exited("prepare", code),
                container("web", ContainerView.State.STOPPED, OptionalInt.empty())))
        .build();
  }

  /** A task that ran and was stopped with {@code stopCode}. */
  static TaskView stopped(String stopCode, ContainerView... containers) {
    var task = task("t1", TaskView.Phase.STOPPED, containers);
    return TaskViewBuilder.like(task)
        .stopping(true)
        .stopCode(Optional.of(stopCode))
        .stoppedReason(Optional.of("the words"))
        .build();
  }

  static ContainerView running(String name) {
    return container(name, ContainerView.State.RUNNING, OptionalInt.empty());
  }

  static ContainerView exited(String name, int code) {
    return container(name, ContainerView.State.STOPPED, OptionalInt.of(code));
  }

  static ContainerView pending(String name) {
    return container(name, ContainerView.State.PENDING, OptionalInt.empty());
  }

  static ContainerView container(String name, ContainerView.State state, OptionalInt code) {
    return new ContainerView(
        name,
        state,
        code,
        Optional.empty(),
        Optional.empty(),
        Optional.of("nginx:1"),
        Optional.of("sha256:abc"));
  }

  /** Whose agent tells the same of its containers as ECS. */
  static PodSituation heard(TaskView task) {
    return PodSituation.of(
        task,
        Optional.of(
            Reports.of(
                task.containers().stream().map(Pods::report).toArray(ContainerReport[]::new))));
  }

  private static ContainerReport report(ContainerView container) {
    return switch (container.state()) {
      case RUNNING -> Reports.running(container.name(), STARTED);
      case PENDING -> Reports.waiting(container.name());
      case STOPPED ->
          Reports.ended(
              container.name(),
              STARTED,
              STARTED.plusSeconds(10),
              container.exitCode().orElseThrow());
    };
  }
}
