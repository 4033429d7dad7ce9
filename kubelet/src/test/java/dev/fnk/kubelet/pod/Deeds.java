package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.schedule.VirtualTime;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What people and controllers do to the pods of a {@link History}, and others to their tasks. */
final class Deeds {
  private static final int NAMES = 4;

  private final Random random;
  private final VirtualTime time;
  private final Faults faults;
  private final FakeEcs ecs;
  private final FakeCluster cluster;
  private final FakeReferences references;
  private final NodeConfig config;
  private final Map<String, FakeEcs.End> lives = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Set<String> miscounted = new HashSet<>();

  Deeds(
      Random random,
      VirtualTime time,
      Faults faults,
      FakeEcs ecs,
      FakeCluster cluster,
      FakeReferences references,
      NodeConfig config) {
    this.random = random;
    this.time = time;
    this.faults = faults;
    this.ecs = ecs;
    this.cluster = cluster;
    this.references = references;
    this.config = config;
  }

  /** How the containers of pods do, by name. */
  Map<String, FakeEcs.End> lives() {
    return lives;
  }

  /** The uids of pods of which somebody else has stopped a task. */
  Set<String> stopped() {
    return stopped;
  }

  /** The uids of pods whose count of attempts somebody else has written. */
  Set<String> miscounted() {
    return miscounted;
  }

  FakeEcs.End life(String name) {
    return lives.getOrDefault(name, new FakeEcs.End(Duration.ofDays(365), 0, FakeEcs.Failing.NOT));
  }

  /** Something happens to some pod; returns whether, for else it happens to the node. */
  boolean deed() {
    if (random.nextInt(4) == 0) {
      // Often one change overtakes the telling of another.
      for (int i = random.nextInt(4); i >= 0; i--) {
        time.at(
            Duration.ofMillis(random.nextInt(20_000)), () -> references.change(random.nextInt(3)));
      }
      return true;
    }
    String name = "web-" + random.nextInt(NAMES);
    boolean there = cluster.pods().stream().anyMatch(p -> p.getMetadata().getName().equals(name));
    if (!there) {
      create(name);
      return true;
    }
    switch (random.nextInt(10)) {
      case 0, 1 -> cluster.delete(name);
      case 2 -> {
        faults.count(Faults.Kind.FORCE_DELETED);
        cluster.forceDelete(name);
      }
      case 3 -> {
        faults.count(Faults.Kind.FORCE_DELETED);
        cluster.forceDelete(name);
        create(name);
      }
      case 4 ->
          cluster.change(
              name,
              pod ->
                  new PodBuilder(pod)
                      .editMetadata()
                      .addToLabels("round", Integer.toString(random.nextInt(1000)))
                      .endMetadata()
                      .build());
      case 5 -> forge(name);
      case 6 -> stopTask();
      case 7, 8 -> changeImage(name);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Now and then twice, or back again, before the first change has come to anything. */
  private void changeImage(String name) {
    faults.count(Faults.Kind.IMAGE_CHANGED);
    for (int i = random.nextInt(3); i >= 0; i--) {
      String image = "nginx:" + random.nextInt(3);
      time.at(Duration.ofMillis(random.nextInt(15_000)), () -> cluster.changeImage(name, image));
    }
  }

  private void create(String name) {
    lives.put(name, end());
    cluster.create(pod(name));
  }

  private FakeEcs.End end() {
    Duration after = Duration.ofMillis(1000 + random.nextInt(120_000));
    return switch (random.nextInt(8)) {
      case 0 -> new FakeEcs.End(after, 0, FakeEcs.Failing.NOT);
      case 1 -> new FakeEcs.End(after, 1, FakeEcs.Failing.NOT);
      case 2 -> new FakeEcs.End(Duration.ofMillis(random.nextInt(500)), 1, FakeEcs.Failing.NOT);
      case 3 -> new FakeEcs.End(after, 0, FakeEcs.Failing.PULL);
      case 4 -> new FakeEcs.End(after, 0, FakeEcs.Failing.START);
      default -> new FakeEcs.End(Duration.ofDays(365), 0, FakeEcs.Failing.NOT);
    };
  }

  private Pod pod(String name) {
    String policy =
        switch (random.nextInt(3)) {
          case 0 -> "Never";
          case 1 -> "OnFailure";
          default -> "Always";
        };
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .addToLabels("app", "web")
            .addToAnnotations("fnk.dev/capacity", name.matches(".*[13579]") ? "spot" : "on-demand")
            .endMetadata()
            .withNewSpec()
            .withNodeName(config.nodeName())
            .withRestartPolicy(policy)
            .addNewContainer()
            .withName("web")
            .withImage("nginx:" + random.nextInt(3))
            .addNewEnv()
            .withName("APP")
            .withNewValueFrom()
            .withNewFieldRef()
            .withFieldPath("metadata.labels['round']")
            .endFieldRef()
            .endValueFrom()
            .endEnv()
            .endContainer()
            .withVolumes(volumes())
            .endSpec();
    return pod.build();
  }

  private static List<Volume> volumes() {
    return Serialization.unmarshal(
            """
            spec:
              volumes:
              - name: all
                projected:
                  sources:
                  - configMap: {name: colors}
                  - serviceAccountToken: {path: token, expirationSeconds: 600}
                  - downwardAPI:
                      items: [{path: round, fieldRef: {fieldPath: "metadata.labels['round']"}}]
              - {name: login, secret: {secretName: login, optional: true}}
            """,
            Pod.class)
        .getSpec()
        .getVolumes();
  }

  /** Annotations are for anyone to write: another pod's task, an attempt, no ARN at all. */
  private void forge(String name) {
    faults.count(Faults.Kind.ANNOTATION_FORGED);
    List<FakeTask> tasks = ecs.tasks();
    String task =
        tasks.isEmpty() || random.nextInt(4) == 0
            ? "arn:aws:nonsense"
            : "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/"
                + tasks.get(random.nextInt(tasks.size())).id();
    cluster.change(
        name,
        pod -> {
          Pod forged =
              new PodBuilder(pod)
                  .editMetadata()
                  .addToAnnotations(
                      random.nextBoolean() ? AnnotationKeys.TASK : AnnotationKeys.PREVIOUS_TASK,
                      task)
                  .addToAnnotations(
                      random.nextBoolean()
                          ? Map.of(AnnotationKeys.ATTEMPT, Integer.toString(random.nextInt(12)))
                          : Map.of())
                  .endMetadata()
                  .build();
          if (PodAnnotations.attempt(forged) != PodAnnotations.attempt(pod)) {
            miscounted.add(pod.getMetadata().getUid());
          }
          return forged;
        });
  }

  private void stopTask() {
    var running = ecs.tasks().stream().filter(FakeTask::running).toList();
    if (!running.isEmpty()) {
      faults.count(Faults.Kind.TASK_STOPPED);
      FakeTask one = running.get(random.nextInt(running.size()));
      stopped.add(one.uid());
      one.stop("UserInitiated", random);
    }
  }
}
