package dev.fnk.cli.resource.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ECS goes on deleting revisions for an hour and more after it was told to. */
final class RevisionsTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final String FAMILY = NAMES.podFamilies() + "0".repeat(32);

  private final FakeDefinitions definitions = new FakeDefinitions();
  private final FakeAws aws = definitions.in(new FakeAws());
  private final PodTemplates templates = new PodTemplates(aws.clients(), NAMES);
  private final FakeWork work = new FakeWork();

  private void have(String revision, String status) {
    definitions.statuses.put(FakeDefinitions.arn(revision), status);
  }

  private void delete() {
    templates.delete(templates.observe(new ObservedState()).present().orElseThrow(), work);
  }

  @Test
  void whatEcsDeletesByItselfCountsAsGoneAndIsSaid() {
    for (int i = 1; i <= 12; i++) {
      have(FAMILY + ":" + i, i % 2 == 0 ? "ACTIVE" : "INACTIVE");
    }

    delete();

    assertThat(definitions.statuses.values()).containsOnly("DELETE_IN_PROGRESS").hasSize(12);
    assertThat(templates.observe(new ObservedState()).present()).isEmpty();
    assertThat(templates.traces(new ObservedState())).allMatch(t -> t.gone());
    assertThat(work.notices()).singleElement().asString().contains("12", "by itself");
  }

  @Test
  void aDeletionThatFailsIsSaidAndTriedAgain() {
    have(FAMILY + ":1", "INACTIVE");
    definitions.failing.put(FakeDefinitions.arn(FAMILY + ":1"), 3);

    delete();

    assertThat(definitions.statuses.values()).containsOnly("DELETE_IN_PROGRESS");
    assertThat(work.notices()).anyMatch(n -> n.contains(FAMILY) && n.contains("in use"));
  }

  @Test
  void aDeletionThatFailsForEverIsNoSuccess() {
    have(FAMILY + ":1", "INACTIVE");
    definitions.failing.put(FakeDefinitions.arn(FAMILY + ":1"), 1000);

    assertThatThrownBy(this::delete).isInstanceOf(ResourceException.class);
    assertThat(work.notices()).hasSize(1);
  }

  @Test
  void aThrottledCallIsMadeAgain() {
    have(FAMILY + ":1", "ACTIVE");
    have(FAMILY + ":2", "INACTIVE");
    definitions.throttled = 3;

    delete();

    assertThat(definitions.statuses.values()).containsOnly("DELETE_IN_PROGRESS");
  }

  @Test
  void otherFamiliesAreLeftAlone() {
    have(FAMILY + ":1", "ACTIVE");
    have("fnk-eks-lab-two-" + "0".repeat(32) + ":1", "ACTIVE");
    have("fnk-eks-lab-mine:1", "INACTIVE");

    delete();

    assertThat(definitions.statuses)
        .containsEntry(FakeDefinitions.arn("fnk-eks-lab-two-" + "0".repeat(32) + ":1"), "ACTIVE")
        .containsEntry(FakeDefinitions.arn("fnk-eks-lab-mine:1"), "INACTIVE");
  }

  @Test
  void theNodesDefinitionIsFoundWhenItWasOnlyDeregistered() {
    have(NAMES.nodeService() + ":1", "INACTIVE");
    var node =
        new TaskDefinition(
            aws.clients(),
            NAMES.tags("kubelet", "1"),
            NAMES.nodeService(),
            List.of(),
            _ -> Optional.empty());

    assertThat(node.observe(new ObservedState())).isInstanceOf(Present.class);
    node.delete(node.observe(new ObservedState()).present().orElseThrow(), work);

    assertThat(definitions.statuses.values()).containsOnly("DELETE_IN_PROGRESS");
    assertThat(node.observe(new ObservedState()).present()).isEmpty();
  }
}
