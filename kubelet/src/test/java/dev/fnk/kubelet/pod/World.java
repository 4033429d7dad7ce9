package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.Resolution;
import dev.fnk.kubelet.tracing.PodTraces;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A node with its ECS and its API server, where nothing goes wrong but what a test does. */
final class World {
  final VirtualTime time = new VirtualTime();
  final Faults faults = new Faults(new Random(1), 0);
  final FakeEcs ecs = new FakeEcs(time, faults);
  final FakeCluster cluster = new FakeCluster(time, faults);
  final FakeAgents agents = new FakeAgents(time, faults, ecs);
  final List<String> events = new ArrayList<>();
  final NodeConfig config = Pods.CONFIG;
  VirtualTime.Process process = time.process();
  InputResolver inputs = (pod, _) -> new Resolution.Resolved(Pods.inputs(pod));
  boolean mayAct = true;
  private final PodTraces traces;
  boolean eventsClosed;
  PodController node;

  World() {
    this(PodTraces.NONE);
  }

  World(PodTraces traces) {
    this.traces = traces;
    this.node = node();
  }

  private PodController node() {
    return new PodController(
        "10.0.0.9",
        new PodController.Surroundings(
            cluster.feed(process),
            cluster.api(process),
            (pod, _, reason, _) -> events.add(reason),
            ecs.runtime(config, process),
            new Inputs(),
            agents.client(process),
            Pods.MAPPING,
            new Specifications(Pods.MAPPING),
            () -> mayAct,
            traces,
            process),
        () -> eventsClosed = true);
  }

  /** Those of the moment. */
  private final class Inputs implements InputResolver {
    @Override
    public Resolution resolve(Pod pod, Runnable changed) throws InterruptedException {
      return inputs.resolve(pod, changed);
    }

    @Override
    public Reading volumes(Pod pod, Runnable changed) throws InterruptedException {
      return inputs.volumes(pod, changed);
    }

    @Override
    public void release(String podUid) {
      inputs.release(podUid);
    }
  }

  World start() {
    node.start();
    return this;
  }

  /** The node is killed, and another takes its place. */
  void restart() {
    process.kill();
    process = time.process();
    node = node();
    node.start();
  }

  void pass(long seconds) {
    time.run(Duration.ofSeconds(seconds));
  }

  Pod create(String name) {
    return create(name, "Always");
  }

  Pod create(String name, String policy) {
    return cluster.create(podOf(name, policy));
  }

  Pod podOf(String name, String policy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(config.nodeName())
        .withRestartPolicy(policy)
        .addNewContainer()
        .withName("web")
        .withImage("nginx")
        .endContainer()
        .endSpec()
        .build();
  }

  Pod pod(String name) {
    return cluster.pods().stream()
        .filter(p -> p.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  String phase(String name) {
    return pod(name).getStatus().getPhase();
  }

  void annotate(String name, String annotation, String value) {
    cluster.change(
        name,
        pod ->
            new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(annotation, value)
                .endMetadata()
                .build());
  }

  FakeTask task(int index) {
    return ecs.tasks().get(index);
  }

  List<FakeTask> running() {
    return ecs.tasks().stream().filter(FakeTask::running).toList();
  }

  int calls(String name) {
    return ecs.calls().getOrDefault(name, 0) + cluster.calls().getOrDefault(name, 0);
  }
}
