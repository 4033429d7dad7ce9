package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import dev.fnk.kubelet.stats.RunningPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodBookTest {
  private final PodBook book = new PodBook();

  private static Pod pod(String namespace, String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withUid(namespace + "-" + name)
        .withResourceVersion("1")
        .endMetadata()
        .build();
  }

  @Test
  void aPodIsFoundByNamespaceAndName() {
    book.followed(pod("a", "web"));
    book.followed(pod("b", "web"));
    book.followed(pod("b", "db"));

    assertThat(book.find("b", "web").orElseThrow().pod()).isEqualTo(pod("b", "web"));
    assertThat(book.find("a", "db")).isEmpty();
    assertThat(book.pods()).hasSize(3);
    assertThat(book.runningPods()).isEmpty();
  }

  @Test
  void aPodThatIsGoneIsShownNoMoreAndForgottenOnceTheFeedHasSaidSo() {
    book.followed(pod("a", "web"));
    book.update("a-web", PodState::gone);
    assertThat(book.pods()).isEmpty();
    assertThat(book.find("a", "web")).isEmpty();
    book.forget("a-web");
    assertThat(book.get("a-web")).isPresent();

    book.update("a-web", state -> state.unfollowed(true));
    book.forget("a-web");
    assertThat(book.get("a-web")).isEmpty();
  }

  @Test
  void whatIsNotKnownIsNotChanged() {
    assertThat(book.update("a-web", PodState::gone)).isEmpty();
    book.followed(pod("a", "web"));

    assertThat(book.update("a-web", PodState::gone)).isEqualTo(book.get("a-web"));
  }

  @Test
  void itShowsTheStatusThatTheNodeStandsBy() {
    var status = new PodStatusBuilder().withPhase("Running").build();
    book.followed(pod("a", "web"));
    book.update(
        "a-web",
        state ->
            state
                .launched("t", Optional.of(Tasks.running("t", 0)), Tasks.SIZING, Instant.EPOCH)
                .standsBy(status));

    assertThat(book.pods())
        .singleElement()
        .satisfies(pod -> assertThat(pod.getStatus()).isEqualTo(status));
    assertThat(book.runningPods()).hasSize(1);
    assertThat(book.tasks()).singleElement().isNotNull();
    var known = book.find("a", "web").orElseThrow();
    assertThat(known.task()).contains("t");
    assertThat(known.previousTask()).isEmpty();
    assertThat(known.view()).contains(Tasks.running("t", 0));
    assertThat(known.pod().getStatus()).isEqualTo(status);
  }

  @Test
  void aPodRunsWhenItsAgentSaysSoBeforeEcsDoes() {
    book.followed(pod("a", "web"));
    book.update(
        "a-web",
        state ->
            state.launched("t", Optional.of(Tasks.starting("t", 0)), Tasks.SIZING, Instant.EPOCH));
    assertThat(book.tasks()).isEmpty();

    told(Reports.waiting("web"));
    assertThat(book.tasks()).isEmpty();
    assertThat(book.runningPods()).isEmpty();

    told(Reports.running("web", Instant.EPOCH));
    assertThat(book.tasks()).extracting(RunningPod::task).containsExactly("t");
    assertThat(book.runningPods()).hasSize(1);

    book.update("a-web", state -> state.seen(Tasks.ended("t", 0, 0), Instant.EPOCH));
    assertThat(book.tasks()).isEmpty();
  }

  private void told(ContainerReport its) {
    book.update("a-web", state -> state.reported("t", Reports.of(its), Instant.EPOCH));
  }
}
