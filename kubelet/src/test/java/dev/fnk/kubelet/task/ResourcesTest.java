package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task is as large as what runs at the same time. */
class ResourcesTest {
  private static String container(String name, String cpu, String memory) {
    return "{name: %s, image: i, resources: {requests: {cpu: '%s', memory: %s}}}"
        .formatted(name, cpu, memory);
  }

  private static String sidecar(String name, String cpu, String memory) {
    return container(name, cpu, memory).replace("image: i", "image: i, restartPolicy: Always");
  }

  private static String size(String inits, String containers) throws UnsupportedSpec {
    return Resources.size(
            Pods.pod("web", "initContainers: [%s]\ncontainers: [%s]".formatted(inits, containers)))
        .toString();
  }

  @Test
  void containersAddUp() throws UnsupportedSpec {
    assertThat(size("", container("a", "500m", "1Gi"))).isEqualTo("512/1024");
    assertThat(size("", container("a", "500m", "1Gi") + "," + container("b", "500m", "2Gi")))
        .isEqualTo("1024/3072");
  }

  @Test
  void initContainersRunAloneAndDoNotAddUp() throws UnsupportedSpec {
    String inits = container("a", "1", "3Gi") + "," + container("b", "2", "2Gi");

    assertThat(size(inits, container("web", "500m", "1Gi"))).isEqualTo("2048/4096");
    assertThat(size(inits, container("web", "4", "8Gi"))).isEqualTo("4096/8192");
  }

  @Test
  void sidecarsRunBesideTheContainersAndBesideTheInitContainersAfterThem() throws UnsupportedSpec {
    String side = sidecar("side", "1", "2Gi");

    assertThat(size(side, container("web", "1", "3Gi"))).isEqualTo("2048/5120");
    assertThat(size(side + "," + container("init", "2", "6Gi"), container("web", "500m", "1Gi")))
        .isEqualTo("4096/8192");
    // One before it runs alone.
    assertThat(size(container("init", "2", "4Gi") + "," + side, container("web", "500m", "1Gi")))
        .isEqualTo("2048/4096");
  }

  @Test
  void whatNoTaskHoldsIsRefused() {
    assertThatThrownBy(() -> size("", container("web", "17", "1Gi")))
        .hasMessageContaining("17408 CPU units and 1024 MiB");
  }

  @ParameterizedTest
  @CsvSource({"20Gi, -1", "21Gi, 21", "200Gi, 200", "20500Mi, 21"})
  void storageBeyondTwentyGibibytesIsAskedFor(String storage, int gib) throws UnsupportedSpec {
    var pod =
        Pods.pod(
            "web",
            "containers: [{name: web, image: i, resources: {requests: {ephemeral-storage: %s}}}]"
                .formatted(storage));

    assertThat(Resources.ephemeralStorage(pod).orElse(-1)).isEqualTo(gib);
  }

  @Test
  void storageAddsUpAndHasAnEnd() {
    String half = "{name: %s, image: i, resources: {limits: {ephemeral-storage: %s}}}";
    var pod =
        Pods.pod(
            "web",
            "containers: [%s, %s]"
                .formatted(half.formatted("a", "100Gi"), half.formatted("b", "101Gi")));

    assertThatThrownBy(() -> Resources.ephemeralStorage(pod)).hasMessageContaining("not 201");
  }
}
