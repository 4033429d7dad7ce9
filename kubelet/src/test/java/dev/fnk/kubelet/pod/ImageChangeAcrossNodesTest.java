package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.pod.ImageChanges.NEW;
import static dev.fnk.kubelet.pod.ImageChanges.NOW;
import static dev.fnk.kubelet.pod.ImageChanges.OLD;
import static dev.fnk.kubelet.pod.ImageChanges.allEnded;
import static dev.fnk.kubelet.pod.ImageChanges.allRun;
import static dev.fnk.kubelet.pod.ImageChanges.changed;
import static dev.fnk.kubelet.pod.ImageChanges.decide;
import static dev.fnk.kubelet.pod.ImageChanges.finished;
import static dev.fnk.kubelet.pod.ImageChanges.known;
import static dev.fnk.kubelet.pod.ImageChanges.over;
import static dev.fnk.kubelet.pod.ImageChanges.pod;
import static dev.fnk.kubelet.pod.ImageChanges.record;
import static dev.fnk.kubelet.pod.ImageChanges.running;
import static dev.fnk.kubelet.pod.ImageChanges.seeing;
import static dev.fnk.kubelet.pod.ImageChanges.web;
import static dev.fnk.kubelet.pod.ImageChanges.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node knows of a change of images that the node before it saw. */
final class ImageChangeAcrossNodesTest {
  @Test
  void aNodeThatStartsInBetweenKnowsByTheStatus() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Pod noted = written(pod, decide(pod, record(), seen));
    PodRecord fresh = PodRecord.of(noted);
    assertThat(fresh.task()).contains("t");

    Decision heard = decide(noted, fresh, seeing(running(), allEnded()));
    assertThat(web(heard).getState().getWaiting()).isNotNull();

    Decision decision = decide(noted, fresh, Observations.NONE.with(finished(143), NOW));
    assertThat(decision.record().attempt()).isEqualTo(1);
    assertThat(web(decision).getState().getWaiting()).isNotNull();
  }

  /** Whose status was made of what the pod asked for before. */
  @Test
  void aNodeThatStartsAfterAnotherChangeKnowsByTheNote() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Decision noted = decide(pod, record(), seen);
    assertThat(PodAnnotations.of(noted.record(), pod)).containsEntry("fnk.dev/replaced-task", "t");
    Pod once =
        new PodBuilder(written(pod, noted))
            .editMetadata()
            .addToAnnotations("fnk.dev/replaced-task", "t")
            .endMetadata()
            .build();
    Pod again = changed(once, "web", OLD);

    Decision decision =
        decide(again, PodRecord.of(again), Observations.NONE.with(finished(143), NOW));

    assertThat(decision.record().attempt()).isEqualTo(1);
    assertThat(PodAnnotations.of(decision.record(), again))
        .containsEntry("fnk.dev/replaced-task", null);
  }

  /** The node before has asked for its end. */
  @Test
  void aNodeThatStartsWhileTheTaskEndsDoesNotTakeBackForTheOldImageAgain() {
    Observations seen = seeing(running(), allRun());
    Pod pod = changed(known("Never", seen), "web", NEW);
    Pod noted = written(pod, decide(pod, record(), seen));
    noted.getMetadata().setAnnotations(Map.of("fnk.dev/replaced-task", "t"));
    Pod again = changed(noted, "web", OLD);
    Decision first = decide(again, PodRecord.of(again), seen);
    Pod told = written(again, first);

    Decision last = decide(told, first.record(), Observations.NONE.with(finished(0), NOW));

    assertThat(last.status().orElseThrow().getPhase()).isNotEqualTo("Succeeded");
    assertThat(last.record().attempt()).isEqualTo(1);
    assertThat(decide(told, first.record(), seen).actions())
        .hasAtLeastOneElementOfType(Action.Terminate.class);
  }

  /**
   * The node before was killed with its last word under way, which came when this one had begun.
   */
  @Test
  void aNodeWhoseNoteIsTakenAwayKnowsByWhatItsStatusSaysOfTheTask() {
    Observations seen = seeing(running(), allRun());
    Pod changed = changed(known("Never", seen), "web", NEW);
    Pod noted = written(changed, decide(changed, record(), seen));
    PodRecord fresh = PodRecord.of(noted);
    Observations over = Observations.NONE.with(finished(0), NOW);
    Decision last = decide(noted, fresh, over);
    assertThat(last.record().attempt()).isEqualTo(1);
    Pod back = changed(written(noted, last), "web", OLD);

    Decision decision = decide(back, fresh, over);

    assertThat(decision.status().orElseThrow().getPhase()).isNotEqualTo("Succeeded");
    assertThat(decision.record().attempt()).isEqualTo(1);
  }
}
