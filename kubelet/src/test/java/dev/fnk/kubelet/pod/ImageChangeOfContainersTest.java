package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.ImageChanges.NEW;
import static dev.fnk.kubelet.pod.ImageChanges.NOW;
import static dev.fnk.kubelet.pod.ImageChanges.OLD;
import static dev.fnk.kubelet.pod.ImageChanges.agent;
import static dev.fnk.kubelet.pod.ImageChanges.allRun;
import static dev.fnk.kubelet.pod.ImageChanges.changed;
import static dev.fnk.kubelet.pod.ImageChanges.decide;
import static dev.fnk.kubelet.pod.ImageChanges.finished;
import static dev.fnk.kubelet.pod.ImageChanges.known;
import static dev.fnk.kubelet.pod.ImageChanges.over;
import static dev.fnk.kubelet.pod.ImageChanges.pod;
import static dev.fnk.kubelet.pod.ImageChanges.record;
import static dev.fnk.kubelet.pod.ImageChanges.running;
import static dev.fnk.kubelet.pod.ImageChanges.runs;
import static dev.fnk.kubelet.pod.ImageChanges.seeing;
import static dev.fnk.kubelet.pod.ImageChanges.waits;
import static dev.fnk.kubelet.pod.ImageChanges.web;
import static dev.fnk.kubelet.pod.ImageChanges.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For which containers another image is another task. */
final class ImageChangeOfContainersTest {
  @Test
  void whatHasEndedForGoodIsNotRunAgainForAnothersImage() {
    Observations seen =
        seeing(
            running(),
            agent(false, false, over("prepare", 0), runs("proxy"), runs("web"), over("side", 0)));
    Pod pod = changed(known("Never", seen), "web", NEW);

    Decision decision = decide(pod, record(), seen);

    assertThat(decision.record()).isEqualTo(record());
    assertThat(decision.actions())
        .containsExactly(
            new Action.Tell(
                true,
                "ImageNotChanged",
                "container web: a Fargate task keeps its images, and web:2 counts from the pod's"
                    + " next task on; container side has ended for good, and would run again"));
    assertThat(web(decision).getImage()).isEqualTo(OLD);
    Decision again = decide(written(pod, decision), record(), seen);
    assertThat(again.actions()).isEmpty();
    assertThat(again.record()).isEqualTo(record());
  }

  @Test
  void anInitContainersImageCountsUntilItRuns() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Always", seen), "prepare", "prepare:2");

    Decision done = decide(pod, record(), seen);
    assertThat(done.record().replacing()).isEmpty();
    assertThat(done.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Tell.class, tell -> assertThat(tell.reason()).isEqualTo("ImageNotChanged"));

    AgentStatus backOff =
        agent(false, false, waits("prepare"), waits("proxy"), waits("web"), waits("side"));
    assertThat(decide(pod, record(), seeing(running(), backOff)).record().replacing())
        .contains(NOW);
  }

  @Test
  void aSidecarsImageCountsAsAContainers() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Always", seen), "proxy", "proxy:2");
    PodRecord replacing = record().replacing(Optional.of(NOW));

    assertThat(decide(pod, replacing, seen).actions())
        .contains(new Action.Tell(false, "Killing", "Init container proxy definition changed"));
  }

  @Test
  void theOldImageAgainIsNoChangeUnlessItsContainersAreOnTheirWayOut() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(changed(known("Never", seen), "web", NEW), "web", OLD);
    PodRecord noted = record().replacing(Optional.of(NOW));

    assertThat(decide(pod, noted, seen).record()).isEqualTo(record());
    assertThat(
            decide(pod, noted.stopAsked(NOW), Observations.NONE.with(finished(143), NOW))
                .record()
                .attempt())
        .isEqualTo(1);
  }
}
