package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.contract.Sizing;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    return sizing("initContainers: [%s]\ncontainers: [%s]".formatted(inits, containers))
        .size()
        .toString();
  }

  private static Sizing sizing(String spec) throws UnsupportedSpec {
    return Resources.sizing(Pods.pod("web", spec), 0, 0);
  }

  @Test
  void whatTheNodeAddsAndWhatNobodyAsksForIsTold() throws UnsupportedSpec {
    var pod = Pods.pod("web", "containers: [%s]".formatted(container("a", "500m", "900Mi")));

    var sizing = Resources.sizing(pod, 100, 50);

    assertThat(sizing).isEqualTo(new Sizing(512, 900, 150, new FargateSize(512, 2048)));
    assertThat(sizing.unusedCpu()).isZero();
    assertThat(sizing.unusedMemoryMiB()).isEqualTo(998);
  }

  @Test
  void theOverheadOfARuntimeClassIsAdded() throws UnsupportedSpec {
    String pod = "overhead: {cpu: 250m, memory: 100Mi}\n%scontainers: [%s]";
    String web = container("web", "250m", "1Gi");

    assertThat(sizing(pod.formatted("", web)))
        .isEqualTo(new Sizing(512, 1124, 0, new FargateSize(512, 2048)));
    assertThat(sizing(pod.formatted("resources: {requests: {cpu: 500m, memory: 2Gi}}\n", web)))
        .isEqualTo(new Sizing(768, 2148, 0, new FargateSize(1024, 3072)));
  }

  @Test
  void howeverMuchIsAskedForItIsOneRefusal() {
    String many =
        IntStream.range(0, 50)
            .mapToObj(i -> container("c" + i, "1000000000", "900000Ti"))
            .collect(Collectors.joining(","));

    assertThatThrownBy(() -> size("", many)).hasMessageStartingWith("resources: no Fargate size");
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
  void storageOfASidecarCountsAndThatOfAnInitContainerIsGivenBack() throws UnsupportedSpec {
    String init = "{name: %s, image: i, %sresources: {requests: {ephemeral-storage: %s}}}";
    String web = "\ncontainers: [" + init.formatted("web", "", "20Gi") + "]";
    String first = init.formatted("first", "", "30Gi");
    String side = init.formatted("side", "restartPolicy: Always, ", "15Gi");

    assertThat(Resources.ephemeralStorage(Pods.pod("a", "initContainers: [" + first + "]" + web)))
        .hasValue(30);
    assertThat(Resources.ephemeralStorage(Pods.pod("a", "initContainers: [" + side + "]" + web)))
        .hasValue(35);
  }

  /** 21 times 900 MiB are less than 20 GiB. */
  @ParameterizedTest
  @CsvSource({"900Mi, 0, -1", "1000Mi, 0, 21", "900Mi, 2Gi, 21"})
  void storageIsRoundedUpOnceAndHasItsOverhead(String each, String overhead, int gib)
      throws UnsupportedSpec {
    String containers =
        IntStream.range(0, 21)
            .mapToObj(
                i ->
                    "{name: c%d, image: i, resources: {requests: {ephemeral-storage: %s}}}"
                        .formatted(i, each))
            .collect(Collectors.joining(", "));
    var pod =
        Pods.pod(
            "web",
            "overhead: {ephemeral-storage: '%s'}\ncontainers: [%s]"
                .formatted(overhead, containers));

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

    assertThatThrownBy(() -> Resources.ephemeralStorage(pod)).hasMessageContaining("201 GiB");
  }
}
