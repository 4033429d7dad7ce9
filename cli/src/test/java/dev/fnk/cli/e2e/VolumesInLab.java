package dev.fnk.cli.e2e;

import static dev.fnk.cli.e2e.PodsInLab.SOON;
import static dev.fnk.cli.e2e.PodsInLab.restarts;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What volumes hold, for whom, and what becomes of it while the pod runs. */
@Execution(ExecutionMode.CONCURRENT)
abstract class VolumesInLab {
  private final PodsInLab lab;

  VolumesInLab(PodsInLab lab) {
    this.lab = lab;
  }

  @Test
  void volumesHoldWhatTheyNameAndAreForTheUserThatRuns() {
    lab.apply("volumes");

    lab.inPhase("volumes", "Succeeded");
    assertThat(lab.log("volumes").lines())
        .containsExactly("1234 4321 1", "hush-hush-wordblueremember", "ey", "default", "read-only");
  }

  @Test
  void whatAVolumeNamesReachesTheRunningPod() {
    lab.apply("follows");
    sees("red first none");
    String claims =
        lab.log("follows").lines().findFirst().orElseThrow().substring("token ".length());
    JsonNode token = new JsonMapper().readTree(Base64.getUrlDecoder().decode(claims));
    assertThat(token.at("/exp").asLong() - token.at("/iat").asLong()).isEqualTo(600);

    lab.apply("follows-changed");
    lab.home.kubectl("label", "pod", "follows", "--overwrite", "round=second").exits(0);
    sees("yellow second better-late");

    lab.home.kubectl("delete", "secret", "appears").exits(0);
    sees("yellow second none");
    assertThat(restarts(lab.home.kubectlJson("get", "pod", "follows"), "main")).isZero();
    lab.home.kubectl("delete", "pod", "follows").exits(0);
  }

  private void sees(String what) {
    Await.until(
        "the pod sees " + what,
        SOON,
        () -> lab.log("follows", "--tail=2").contains("sees " + what));
  }

  @Test
  void partsOfVolumesAreMountedWhereTheRootIsReadOnlyToo() {
    lab.apply("subpaths");

    lab.inPhase("subpaths", "Succeeded");
    assertThat(lab.log("subpaths", "-c", "main").lines())
        .containsExactly("prepared", "blue", "mine", "read-only");
    assertThat(lab.log("subpaths", "-c", "file").lines()).containsExactly("blue", "-rw-r--r--");
  }
}
