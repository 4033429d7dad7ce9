package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Volume;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of every pod, whatever it says. A failure names its seed. */
class GeneratedPodsTest {
  private static final int PODS = 2_000;

  @Test
  void everyPodIsSpecifiedOrToldWhyNotAndNeverShowsASecret() {
    int specified = 0;
    int withSecrets = 0;
    for (long seed = 0; seed < PODS; seed++) {
      var given = GeneratedPods.of(seed);
      var result = PodToSpecification.specify(given.pod(), given.inputs());
      assertShowsNoSecret(seed, result, given.inputs());
      switch (result) {
        case SpecificationResult.Faulty(List<Fault> faults) ->
            assertThat(faults).as("seed " + seed).isNotEmpty().doesNotHaveDuplicates();
        case SpecificationResult.Specified(
                PodSpecification specification,
                List<Notice> notices) -> {
          specified++;
          withSecrets += holdsSecrets(specification) ? 1 : 0;
          assertSound(seed, given.pod(), specification);
        }
      }
    }
    assertThat(specified).as("pods that are carried").isGreaterThan(PODS * 7 / 10);
    assertThat(withSecrets).as("pods that are told secrets").isGreaterThan(PODS / 4);
  }

  @Test
  void equalPodsAreSpecifiedEqually() {
    for (long seed = 0; seed < PODS / 4; seed++) {
      var one = GeneratedPods.of(seed);
      var other = GeneratedPods.of(seed);
      var first = PodToSpecification.specify(one.pod(), one.inputs());
      var second = PodToSpecification.specify(other.pod(), other.inputs());
      if (first instanceof SpecificationResult.Specified a
          && second instanceof SpecificationResult.Specified b) {
        assertThat(b.notices()).as("seed " + seed).isEqualTo(a.notices());
        assertThat(b.specification().containers())
            .as("seed " + seed)
            .isEqualTo(a.specification().containers());
        assertThat(
                new CurrentVolumes(b.specification().volumes(), List.of())
                    .changedSince(VolumeDigests.of(a.specification().volumes())))
            .as("seed " + seed)
            .isEmpty();
      } else {
        assertThat(second).as("seed " + seed).isEqualTo(first);
      }
    }
  }

  /** Whether it can be specified is known before the task has an address. */
  @Test
  void anAddressChangesNoAnswer() {
    for (long seed = 0; seed < PODS / 4; seed++) {
      var given = GeneratedPods.of(seed);
      SpecificationInputs inputs = given.inputs();
      var before =
          new SpecificationInputs(
              inputs.images(),
              inputs.references(),
              List.of(),
              inputs.hostIps(),
              inputs.api(),
              inputs.clusterDomain(),
              inputs.size(),
              inputs.ephemeralGib());
      assertThat(PodToSpecification.specify(given.pod(), before).getClass())
          .as("seed " + seed)
          .isEqualTo(PodToSpecification.specify(given.pod(), inputs).getClass());
    }
  }

  private static void assertShowsNoSecret(
      long seed, SpecificationResult result, SpecificationInputs inputs) {
    String shown = result.toString() + inputs;
    if (result instanceof SpecificationResult.Specified done) {
      shown += done.specification().containers().toString() + done.specification().volumes();
    }
    assertThat(shown).as("seed " + seed).doesNotContain(GeneratedPods.SECRETS);
  }

  /** What an agent checks when it is told. */
  private static void assertSound(long seed, Pod pod, PodSpecification specification) {
    assertThat(specification.containers().stream().map(ContainerSpecification::name))
        .as("seed " + seed)
        .containsExactlyElementsOf(
            Stream.concat(
                    pod.getSpec().getInitContainers().stream(),
                    pod.getSpec().getContainers().stream())
                .map(container -> container.getName())
                .toList());
    for (ContainerSpecification container : specification.containers()) {
      assertThat(container.command().getFirst()).as("seed " + seed).isNotEmpty();
      assertThat(container.env().stream().map(EnvVariable::name))
          .as("seed " + seed)
          .doesNotHaveDuplicates()
          .contains("PATH", "HOSTNAME", "KUBERNETES_SERVICE_HOST")
          .noneMatch(name -> name.startsWith("FNK_"));
      assertThat(container.uid().isPresent())
          .as("seed " + seed)
          .isNotEqualTo(container.user().isPresent());
    }
    for (Volume volume : specification.volumes()) {
      assertThat(volume.files())
          .as("seed " + seed)
          .allMatch(file -> file.mode() >= 0 && file.mode() <= 0777 && !file.path().isEmpty());
      assertThat(volume.scratch() && !volume.files().isEmpty()).as("seed " + seed).isFalse();
    }
  }

  private static boolean holdsSecrets(PodSpecification specification) {
    var texts =
        Stream.concat(
            specification.containers().stream()
                .flatMap(
                    container ->
                        Stream.concat(
                            container.command().stream(),
                            container.env().stream().map(EnvVariable::value))),
            specification.volumes().stream()
                .flatMap(volume -> volume.files().stream())
                .map(file -> new String(file.data(), StandardCharsets.UTF_8)));
    return texts.anyMatch(text -> GeneratedPods.SECRETS.stream().anyMatch(text::contains));
  }
}
