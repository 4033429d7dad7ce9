package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DownwardApiTest {
  private static final String LETTERS = "a".repeat(60);

  /** By the kubelet's truncatePodHostnameIfNeeded: 63 characters, no '-' or '.' at their end. */
  @ParameterizedTest
  @CsvSource({
    "web-7, , web-7",
    "web-7, host, host",
    "L123, , L123",
    "L1234, , L123",
    "L12-4, , L12",
    "L1.-4, , L1",
    "web, L12.., L12",
    "web, L12-4, L12"
  })
  void theHostNameIsCutAsTheKubeletCutsIt(String pod, String set, String hostname) {
    var of =
        new PodBuilder()
            .withNewMetadata()
            .withName(whole(pod))
            .endMetadata()
            .withNewSpec()
            .withHostname(set == null ? null : whole(set))
            .endSpec()
            .build();

    assertThat(new DownwardApi(of, "10.0.0.1").hostname()).isEqualTo(whole(hostname));
  }

  private static String whole(String text) {
    return text.replace("L", LETTERS);
  }
}
