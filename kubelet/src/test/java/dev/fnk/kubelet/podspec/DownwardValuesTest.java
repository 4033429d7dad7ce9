package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownwardValuesTest {
  private static final Pod POD =
      new PodBuilder(
              Yaml.pod(
                  """
                  containers: [{name: web, image: nginx}]
                  volumes:
                  - name: one
                    downwardAPI:
                      items:
                      - {path: color, fieldRef: {fieldPath: "metadata.labels['color']"}}
                      - {path: cpu, resourceFieldRef: {containerName: web, resource: limits.cpu}}
                  - name: two
                    projected:
                      sources:
                      - downwardAPI: {items: [{path: all, fieldRef: {fieldPath: metadata.annotations}}]}
                      - configMap: {name: settings}
                  """))
          .editMetadata()
          .addToLabels("color", "blue")
          .addToLabels("other", "x")
          .addToAnnotations("note", "remember")
          .endMetadata()
          .build();

  @Test
  void theyAreThoseOfAllDownwardFiles() {
    assertThat(DownwardValues.of(POD)).containsExactly("blue", "note=\"remember\"");
  }

  @Test
  void whatNoFileSaysIsNoChange() {
    Pod other = new PodBuilder(POD).editMetadata().addToLabels("other", "y").endMetadata().build();
    Pod noted =
        new PodBuilder(POD).editMetadata().addToAnnotations("note", "forget").endMetadata().build();

    assertThat(DownwardValues.of(other)).isEqualTo(DownwardValues.of(POD));
    assertThat(DownwardValues.of(noted)).isEqualTo(List.of("blue", "note=\"forget\""));
  }
}
