package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.contract.AnnotationKeys;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.SupervisedTask;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One seeded history of a node: pods come, change and go for some minutes while everything goes
 * wrong; then a calm, after which all has to be as the pods want it.
 */
final class History {
  private static final Duration STORM = Duration.ofMinutes(8);
  private static final Duration CALM = Duration.ofMinutes(12);
  private static final Duration SETTLING = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int NAMES = 4;

  private final long seed;
  private final Random random;
  private final VirtualTime time = new VirtualTime();
  private final Faults faults;
  private final FakeEcs ecs;
  private final FakeCluster cluster;
  private final FakeAgents agents;
  private final FakeReferences references;
  private final Invariants invariants;
  private final NodeConfig config;
  private final Map<String, FakeEcs.End> lives = new HashMap<>();
  private VirtualTime.@Nullable Process node;
  private @Nullable PodController controller;
  private boolean storm = true;

  History(long seed, NodeConfig config) {
    this.seed = seed;
    this.random = new Random(seed);
    this.faults = new Faults(new Random(seed + 1), random.nextDouble());
    this.ecs = new FakeEcs(time, faults);
    this.cluster = new FakeCluster(time, faults);
    this.agents = new FakeAgents(time, faults, ecs);
    this.references = new FakeReferences(time, faults);
    this.config = config;
    this.invariants = new Invariants(time, ecs, cluster);
    ecs.life(environment -> life(environment.getOrDefault("FNK_POD_NAME", "")));
  }

  Map<Faults.Kind, Integer> faults() {
    return faults.counts();
  }

  FakeEcs ecs() {
    return ecs;
  }

  FakeCluster cluster() {
    return cluster;
  }

  VirtualTime time() {
    return time;
  }

  Invariants invariants() {
    return invariants;
  }

  /** Returns what was wrong; empty: nothing. */
  List<String> run() {
    // One virtual thread among those that it switches to: no switch leaves the carrier.
    var wrong = new CompletableFuture<List<String>>();
    Thread.startVirtualThread(
        () -> {
          try {
            wrong.complete(live());
          } catch (Throwable e) {
            wrong.completeExceptionally(e);
          }
        });
    return wrong.join();
  }

  private List<String> live() {
    ecs.onChange(invariants::taskChanged);
    cluster.onStatus(invariants::statusWritten);
    start();
    plan();
    time.runUntil(VirtualTime.START.plus(STORM));
    storm = false;
    faults.rate(0);
    cluster.down(false);
    ecs.down(false);
    // Long before tokens are due, whose renewal would hide what was not followed.
    time.run(SETTLING);
    for (int what : new int[] {0, 1, 2}) {
      references.change(what);
    }
    time.run(SOON);
    follows(false);
    time.run(CALM);
    invariants.atTheEnd(lives);
    follows(true);
    Optional.ofNullable(controller)
        .flatMap(PodController::obstacle)
        .ifPresent(why -> invariants.fail("the node does not work: " + why));
    return invariants.failures().stream().map(f -> "seed " + seed + ": " + f).toList();
  }

  private void follows(boolean calm) {
    new FollowedInvariants(references, time.now(), calm)
        .wrong(ecs, cluster.pods())
        .forEach(invariants::fail);
  }

  void start() {
    var process = time.process();
    node = process;
    var mapping = new SupervisedTask(config, new ApiAddress("api.test", 443));
    var itself =
        new PodController(
            "10.0.0." + random.nextInt(250),
            new PodController.Surroundings(
                cluster.feed(process),
                cluster.api(process),
                (_, _, _, _) -> {},
                ecs.runtime(config, process),
                references.client(process),
                agents.client(process),
                mapping,
                new Specifications(mapping),
                () -> true,
                process),
            () -> {});
    controller = itself;
    itself.start();
    watchOver(process);
  }

  /** Another task of the node's service takes its place, some time after it was killed. */
  private void watchOver(VirtualTime.Process process) {
    time.at(
        Duration.ofSeconds(1),
        () -> {
          if (!process.dead()) {
            watchOver(process);
          } else {
            time.at(Duration.ofMillis(random.nextInt(storm ? 90_000 : 1000)), this::start);
          }
        });
  }

  private FakeEcs.End life(String name) {
    return lives.getOrDefault(name, new FakeEcs.End(Duration.ofDays(365), 0, FakeEcs.Failing.NOT));
  }

  private void plan() {
    int deeds = 5 + random.nextInt(40);
    for (int i = 0; i < deeds; i++) {
      time.at(Duration.ofMillis(random.nextInt((int) STORM.toMillis())), this::deed);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Duration from = Duration.ofMillis(random.nextInt((int) STORM.toMillis()));
      Duration length = Duration.ofMillis(random.nextInt(120_000));
      boolean api = random.nextBoolean();
      time.at(from, () -> outage(api, storm && faults.strikes(Faults.Kind.OUTAGE, 1)));
      time.at(from.plus(length), () -> outage(api, false));
    }
  }

  private void outage(boolean api, boolean begins) {
    if (api) {
      cluster.down(begins);
    } else {
      ecs.down(begins);
    }
  }

  private void deed() {
    if (!storm) {
      return;
    }
    if (random.nextInt(4) == 0) {
      // Often one change overtakes the telling of another.
      for (int i = random.nextInt(4); i >= 0; i--) {
        time.at(
            Duration.ofMillis(random.nextInt(20_000)), () -> references.change(random.nextInt(3)));
      }
      return;
    }
    String name = "web-" + random.nextInt(NAMES);
    boolean there = cluster.pods().stream().anyMatch(p -> p.getMetadata().getName().equals(name));
    if (!there) {
      create(name);
      return;
    }
    switch (random.nextInt(8)) {
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
      default -> killNode();
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
        pod ->
            new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(
                    random.nextBoolean() ? AnnotationKeys.TASK : AnnotationKeys.PREVIOUS_TASK, task)
                .addToAnnotations(
                    random.nextBoolean()
                        ? Map.of(AnnotationKeys.ATTEMPT, Integer.toString(random.nextInt(12)))
                        : Map.of())
                .endMetadata()
                .build());
  }

  private void stopTask() {
    var running = ecs.tasks().stream().filter(FakeTask::running).toList();
    if (!running.isEmpty()) {
      faults.count(Faults.Kind.TASK_STOPPED);
      running.get(random.nextInt(running.size())).stop("UserInitiated", random);
    }
  }

  private void killNode() {
    var its = node;
    if (its != null && !its.dead()) {
      faults.count(Faults.Kind.NODE_KILLED);
      its.kill();
    }
  }
}
