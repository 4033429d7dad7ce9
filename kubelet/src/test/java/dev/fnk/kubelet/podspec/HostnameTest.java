package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostnameTest {
  private static final String LETTERS = "a".repeat(60);

  /** By the kubelet's truncatePodHostnameIfNeeded: 63 characters, no '-' or '.' at their end. */
  @ParameterizedTest
  @CsvSource({
    "web-7, , web-7",
    "web-7, '', web-7",
    "web-7, host, host",
    "L123, , L123",
    "L1234, , L123",
    "L12-4, , L12",
    "L1.-4, , L1",
    "web, L12.., L12",
    "web, L12-4, L12"
  })
  void itIsCutAsTheKubeletCutsIt(String pod, String set, String hostname) {
    Pod of = pod(whole(pod), set == null ? null : whole(set));

    assertThat(Hostname.label(of)).isEqualTo(whole(hostname));
  }

  @Test
  void theDomainCountsWhereThePodSaysSo() throws Unavailable {
    Pod pod = pod("web-7", "host");
    pod.getSpec().setSubdomain("sub");
    assertThat(Hostname.ofKernel(pod, "cluster.local")).isEqualTo("host");

    pod.getSpec().setSetHostnameAsFQDN(true);
    assertThat(Hostname.ofKernel(pod, "cluster.local")).isEqualTo("host.sub.ns.svc.cluster.local");

    pod.getSpec().setSubdomain("");
    assertThat(Hostname.ofKernel(pod, "cluster.local")).isEqualTo("host");
    pod.getSpec().setSubdomain(null);
    assertThat(Hostname.ofKernel(pod, "cluster.local")).isEqualTo("host");
  }

  @Test
  void anOverrideHasNoDomain() throws Unavailable {
    Pod pod = pod("web-7", "host");
    pod.getSpec().setSubdomain("sub");
    pod.getSpec().setSetHostnameAsFQDN(true);
    pod.getSpec().setHostnameOverride("db.example.com");

    assertThat(Hostname.ofKernel(pod, "cluster.local")).isEqualTo("db.example.com");
  }

  /** A kernel's nodename has 64 characters; {@code .sub.ns.svc.cluster.local} are 25 of them. */
  @Test
  void aNameTooLongForTheKernelIsRefused() throws Unavailable {
    Pod most = pod("a".repeat(39), null);
    most.getSpec().setSubdomain("sub");
    most.getSpec().setSetHostnameAsFQDN(true);
    assertThat(Hostname.ofKernel(most, "cluster.local")).hasSize(64);

    most.getMetadata().setName("a".repeat(40));
    assertThatThrownBy(() -> Hostname.ofKernel(most, "cluster.local"))
        .hasMessage(
            "failed to construct FQDN from pod hostname and cluster domain, FQDN "
                + "a".repeat(40)
                + ".sub.ns.svc.cluster.local is too long (64 characters is the max, 65"
                + " characters requested)");
  }

  private static Pod pod(String name, String hostname) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("ns")
        .endMetadata()
        .withNewSpec()
        .withHostname(hostname)
        .endSpec()
        .build();
  }

  private static String whole(String text) {
    return text.replace("L", LETTERS);
  }
}
