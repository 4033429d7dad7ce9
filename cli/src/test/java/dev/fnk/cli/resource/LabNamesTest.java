package dev.fnk.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabNamesTest {
  private static final LabNames HERE = new LabNames("eks-lab", "eu-west-1");

  @Test
  void aRoleCarriesItsRegion() {
    assertThat(HERE.executionRole()).isEqualTo("eks-lab-eu-west-1-execution");
    assertThat(new LabNames("eks-lab", "us-east-1").executionRole())
        .isEqualTo("eks-lab-us-east-1-execution");
    assertThat(HERE.legacyRole("execution")).isEqualTo("eks-lab-execution");
  }

  @Test
  void theLongestNamesFitAndStayApart() {
    var names = new HashSet<String>();
    for (var lab : List.of("a".repeat(40), "a".repeat(39) + "b", "a".repeat(38) + "b")) {
      for (var region : List.of("ap-southeast-2", "ap-southeast-3", "us-gov-east-1")) {
        var of = new LabNames(lab, region);
        for (var role :
            List.of(of.clusterRole(), of.executionRole(), of.podRole(), of.kubeletRole())) {
          assertThat(role).hasSizeLessThanOrEqualTo(64).contains(region).startsWith("aaaaaaaa");
          assertThat(names.add(role)).as(role).isTrue();
        }
      }
    }
  }

  @Test
  void whatBelongsToARegionHasTheNamesItAlwaysHad() {
    assertThat(HERE.cluster()).isEqualTo("eks-lab");
    assertThat(HERE.subnet(2)).isEqualTo("eks-lab-public-2");
    assertThat(HERE.group("containers")).isEqualTo("eks-lab-containers");
    assertThat(HERE.sampleRepository()).isEqualTo("eks-lab/sample");
    assertThat(HERE.nodeService()).isEqualTo("eks-lab-virtual-kubelet");
    assertThat(HERE.logGroup()).isEqualTo("/fnk/eks-lab");
    assertThat(HERE.isPodFamily("fnk-eks-lab-" + "0".repeat(32))).isTrue();
    assertThat(HERE.isPodFamily("fnk-eks-lab-two-" + "0".repeat(32))).isFalse();
  }

  @Test
  void theLabOfAnotherRegionIsForeign() {
    var tags = HERE.tags("base", "1");
    var there = new LabNames("eks-lab", "us-east-1").tags("base", "1").named("x");

    assertThat(tags.named("x")).containsEntry(LabTags.REGION, "eu-west-1");
    assertThat(tags.own(tags.named("x"))).isTrue();
    assertThat(tags.ownOfAccount(tags.named("x"))).isTrue();
    assertThat(tags.own(there)).isFalse();
    assertThat(tags.foreign(there)).contains("eks-lab", "us-east-1");
  }

  @Test
  void withoutATagOfTheRegionOnlyAPlaceInTheRegionTells() {
    var tags = HERE.tags("base", "1");
    var old = Map.of(LabTags.LAB, "eks-lab");

    assertThat(tags.own(old)).isTrue();
    assertThat(tags.ownOfAccount(old)).isFalse();
    assertThat(tags.foreign(old)).contains(LabTags.REGION);
  }
}
