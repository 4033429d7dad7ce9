package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is done to pods that run, seen from outside; one lab for all. */
final class PodChangesIT extends PodsInLab {
  @Test
  void anotherImageIsAnotherTaskOfTheSamePod() {
    apply("changes");
    JsonNode before = inPhase("changes", "Running");
    JsonNode first = container(before, "main");
    // The same image by another name.
    String image = first.at("/image").asString().replace("@sha256:", ":again@sha256:");
    assertThat(image).contains(":again@");

    home.kubectl("set", "image", "pod/changes", "main=" + image).exits(0);

    JsonNode after =
        Await.value(
            "the other image runs",
            SOON,
            () ->
                Optional.of(home.kubectlJson("get", "pod", "changes"))
                    .filter(p -> container(p, "main").at("/image").asString("").equals(image))
                    .filter(p -> container(p, "main").at("/state/running").isObject()));
    JsonNode second = container(after, "main");
    assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
    assertThat(second.at("/restartCount").asInt()).isOne();
    assertThat(second.at("/lastState/terminated/exitCode").asInt()).isEqualTo(7);
    assertThat(task(second.at("/containerID").asString()))
        .isNotEqualTo(task(first.at("/containerID").asString()));
    Await.until(
        "the event",
        SOON,
        () -> events("changes").contains("Container main definition changed, will be restarted"));
    home.kubectl("delete", "pod", "changes", "--grace-period=1").exits(0);
  }

  private String events(String pod) {
    return home.kubectl("get", "events", "--field-selector=involvedObject.name=" + pod).out();
  }
}
