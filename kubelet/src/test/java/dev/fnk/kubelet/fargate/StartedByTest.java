package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.config.ApiLimits;
import dev.fnk.kubelet.config.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartedByTest {
  @Test
  void namesLabAndNode() {
    assertThat(StartedBy.of(node("eks-lab", "virtual-kubelet")))
        .isEqualTo("fnk/eks-lab/virtual-kubelet");
  }

  @Test
  void isMadeOfWhatEcsTakesAndNoTwoNodesMeet() {
    String dotted = StartedBy.of(node("eks-lab", "a.b"));

    assertThat(dotted).matches("[A-Za-z0-9/_-]{1,128}");
    assertThat(dotted).isNotEqualTo(StartedBy.of(node("eks-lab", "a-b")));
    assertThat(dotted).isNotEqualTo(StartedBy.of(node("eks-lab", "a_b")));
  }

  @Test
  void lettersDigitsAndHyphensStayAndAllElseIsItsCodeInHex() {
    assertThat(StartedBy.of(node("azAZ09-", "a.b"))).isEqualTo("fnk/azAZ09-/a_2e_b");
    assertThat(StartedBy.of(node("`{@[/:_", "n"))).isEqualTo("fnk/_60__7b__40__5b__2f__3a__5f_/n");
  }

  @Test
  void aHundredAndTwentyEightIsNotTooLong() {
    assertThat(StartedBy.of(node("x".repeat(60), "y".repeat(63)))).hasSize(128);
  }

  @Test
  void tooLongIsRefused() {
    assertThatThrownBy(() -> StartedBy.of(node("x".repeat(61), "y".repeat(63))))
        .hasMessageContaining("128");
    assertThatThrownBy(() -> StartedBy.of(node("x".repeat(63), "y".repeat(63))))
        .hasMessageContaining("128");
  }

  private static NodeConfig node(String lab, String name) {
    return new NodeConfig(
        name,
        lab,
        lab,
        "eu-west-1",
        lab,
        List.of("subnet-1"),
        List.of("sg-1"),
        true,
        "arn:aws:iam::111122223333:role/execution",
        "arn:aws:iam::111122223333:role/pod",
        Set.of(),
        "arn:aws:iam::111122223333:role/kubelet",
        Optional.empty(),
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/eks-lab/kubelet@sha256:" + "0".repeat(64),
        Optional.empty(),
        "/fnk/pods",
        Map.of(),
        Set.of(),
        true,
        10,
        OptionalInt.of(1024),
        OptionalInt.of(2048),
        10250,
        ApiLimits.STANDARD,
        Optional.empty());
  }
}
