package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.FakeAgent;
import dev.fnk.kubelet.fargate.FakeEcs;
import dev.fnk.kubelet.fargate.FakeTask;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a running pod's volumes hold is, after a calm, what the objects say; calls are few. */
final class FollowedInvariants {
  private static final int UPDATES_A_MINUTE = 20;

  /** Only the token is renewed then, twice in ten minutes at most. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  private static final int QUIET_UPDATES = 2;

  private final FakeReferences references;
  private final Instant now;
  private final boolean calm;

  /**
   * @param calm whether nothing has changed for longer than {@link #QUIET}
   */
  FollowedInvariants(FakeReferences references, Instant now, boolean calm) {
    this.references = references;
    this.calm = calm;
    this.now = now;
  }

  List<String> wrong(FakeEcs ecs, List<Pod> all) {
    Map<String, Pod> pods =
        all.stream()
            .collect(Collectors.toMap(pod -> pod.getMetadata().getUid(), Function.identity()));
    var wrong = new ArrayList<String>();
    for (FakeTask task : ecs.tasks()) {
      FakeAgent agent = task.agent();
      if (agent == null) {
        continue;
      }
      hot(task, agent, wrong);
      Pod pod = pods.get(task.uid());
      if (pod != null && task.running() && agent.keeps()) {
        holds(pod, task, agent, wrong);
      }
    }
    return wrong;
  }

  private void holds(Pod pod, FakeTask task, FakeAgent agent, List<String> wrong) {
    String round = pod.getMetadata().getLabels().getOrDefault("round", "");
    expect(task, "color", agent.file("all", "sky"), Optional.of(references.color()), wrong);
    expect(task, "word", agent.file("login", "word"), references.word(), wrong);
    expect(task, "round", agent.file("all", "round"), Optional.of(round), wrong);
    Instant issued =
        Instant.parse(agent.file("all", "token").orElse("token " + Instant.EPOCH).substring(6));
    Duration old = Duration.between(issued, now);
    if (old.compareTo(FakeReferences.LIFE.multipliedBy(9).dividedBy(10)) > 0) {
      wrong.add("task " + task.id() + " has a token of " + old);
    }
    long late = agent.updates().stream().filter(at -> at.isAfter(now.minus(QUIET))).count();
    if (calm && late > QUIET_UPDATES) {
      wrong.add("task " + task.id() + " was told " + late + " times when nothing changed");
    }
  }

  private static void expect(
      FakeTask task,
      String what,
      Optional<String> is,
      Optional<String> should,
      List<String> wrong) {
    if (!is.equals(should)) {
      wrong.add("task " + task.id() + " holds " + what + " " + is + ", not " + should);
    }
  }

  private static void hot(FakeTask task, FakeAgent agent, List<String> wrong) {
    List<Instant> updates = agent.updates();
    for (int i = 0; i + UPDATES_A_MINUTE < updates.size(); i++) {
      if (Duration.between(updates.get(i), updates.get(i + UPDATES_A_MINUTE)).toSeconds() < 60) {
        wrong.add("hot loop: task " + task.id() + " is told of volumes again and again");
        return;
      }
    }
  }
}
