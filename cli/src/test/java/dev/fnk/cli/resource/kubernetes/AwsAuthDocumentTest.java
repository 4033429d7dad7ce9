package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.resource.kubernetes.AwsAuthDocument.Mapping;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AwsAuthDocumentTest {
  private static final Mapping NODE =
      new Mapping(
          "arn:aws:iam::111122223333:role/eks-lab-kubelet",
          "system:node:virtual-kubelet",
          List.of("system:bootstrappers", "system:nodes", "fnk:virtual-nodes"));

  private static final String OTHERS =
      """
      # the operators
      - rolearn: arn:aws:iam::111122223333:role/operators
        username: operator:{{SessionName}}
        groups:
          - system:masters # as agreed
        extra: "007"
      - groups: [viewers]
        rolearn: arn:aws:iam::111122223333:role/viewers
        username: viewer
      """;

  @Test
  void firstMapping() {
    var text = AwsAuthDocument.with("", NODE);

    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
    assertThat(text).startsWith("- rolearn: ").contains("system:node:virtual-kubelet");
  }

  @Test
  void othersKeepTheirVeryText() {
    var text = AwsAuthDocument.with(OTHERS, NODE);

    assertThat(text).startsWith(OTHERS);
    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
    assertThat(AwsAuthDocument.without(text, NODE.role())).isEqualTo(OTHERS);
  }

  @Test
  void aMappingThatIsThereChangesNothing() {
    var text = AwsAuthDocument.with(OTHERS, NODE);

    assertThat(AwsAuthDocument.with(text, NODE)).isSameAs(text);
    assertThat(AwsAuthDocument.without(OTHERS, NODE.role())).isSameAs(OTHERS);
  }

  @Test
  void ofTwoMappingsOfARoleTheLastCountsAndOneIsLeft() {
    var shadowed =
        AwsAuthDocument.with("", new Mapping(NODE.role(), "somebody", List.of()))
            + OTHERS
            + AwsAuthDocument.with(
                "", new Mapping(NODE.role().replace("role", "ROLE"), "other", List.of("viewers")));

    assertThat(AwsAuthDocument.find(shadowed, NODE.role()).orElseThrow().user()).isEqualTo("other");
    assertThat(AwsAuthDocument.count(shadowed, NODE.role())).isEqualTo(2);
    var text = AwsAuthDocument.with(shadowed, NODE);
    assertThat(text).startsWith(OTHERS);
    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
    assertThat(AwsAuthDocument.count(text, NODE.role())).isEqualTo(1);
  }

  @Test
  void aMappingThatIsThereTwiceIsLeftOnce() {
    var once = AwsAuthDocument.with(OTHERS, NODE);
    var twice = once + AwsAuthDocument.with("", NODE);

    assertThat(AwsAuthDocument.with(twice, NODE)).isEqualTo(once);
  }

  @Test
  void anIndentedListIsWrittenAnewWithAllItsEntries() {
    var indented = OTHERS.indent(2);

    var text = AwsAuthDocument.with(indented, NODE);

    assertThat(AwsAuthDocument.find(text, "arn:aws:iam::111122223333:role/operators"))
        .contains(
            new Mapping(
                "arn:aws:iam::111122223333:role/operators",
                "operator:{{SessionName}}",
                List.of("system:masters")));
    assertThat(text).contains("007");
    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
  }

  @Test
  void aFlowListTakesItToo() {
    var text = AwsAuthDocument.with("[{rolearn: a, username: b, groups: [c]}]", NODE);

    assertThat(AwsAuthDocument.find(text, "a")).contains(new Mapping("a", "b", List.of("c")));
    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
  }

  @Test
  void anotherUserOfTheSameRoleIsPutRight() {
    var wrong = new Mapping(NODE.role(), "somebody", List.of());
    var text = AwsAuthDocument.with(AwsAuthDocument.with(OTHERS, wrong), NODE);

    assertThat(AwsAuthDocument.find(text, NODE.role())).contains(NODE);
    assertThat(text).doesNotContain("somebody").contains("role/viewers");
  }

  @Test
  void theLastMappingLeavesNothing() {
    var rest = AwsAuthDocument.without(AwsAuthDocument.with("", NODE), NODE.role());

    assertThat(rest).isEmpty();
    assertThat(AwsAuthDocument.empty(rest)).isTrue();
    assertThat(AwsAuthDocument.empty(OTHERS)).isFalse();
  }

  @Test
  void whatIsNoListIsLeftAlone() {
    assertThatThrownBy(() -> AwsAuthDocument.with("rolearn: a", NODE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AwsAuthDocument.with("- [unclosed", NODE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
