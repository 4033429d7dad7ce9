package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.tracing.PodTraces;
import java.time.Duration;
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
  private final Deeds deeds;
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
    this.deeds = new Deeds(random, time, faults, ecs, cluster, references, config);
    this.invariants = new Invariants(time, ecs, cluster, deeds.miscounted()::contains);
    ecs.life(environment -> deeds.life(environment.getOrDefault("FNK_POD_NAME", "")));
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
    invariants.atTheEnd(deeds.lives(), deeds.stopped());
    follows(true);
    Optional.ofNullable(controller)
        .flatMap(PodController::obstacle)
        .ifPresent(why -> invariants.fail("the node does not work: " + why));
    end();
    return invariants.failures().stream().map(f -> "seed " + seed + ": " + f).toList();
  }

  /** A thread that waits for ever is never let go of, nor is what it holds. */
  private void end() {
    if (node != null) {
      node.kill();
      time.run(Duration.ZERO);
    }
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
                PodTraces.NONE,
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

  private void plan() {
    int many = 5 + random.nextInt(40);
    for (int i = 0; i < many; i++) {
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
    if (storm && !deeds.deed()) {
      killNode();
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
