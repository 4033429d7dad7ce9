package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.contract.FargateSize;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By pkg/api/v1/resource and the kubelet's defaultPodLimitsForDownwardAPI. */
class ResourceFieldTest {
  private static final Pod POD =
      Yaml.pod(
          """
          initContainers:
          - {name: prepare, image: busybox}
          containers:
          - name: web
            image: nginx
            resources:
              requests: {cpu: 250m, memory: 64Mi, ephemeral-storage: 1Gi}
              limits: {cpu: 1500m, memory: '100000001', ephemeral-storage: 2G}
          - {name: bare, image: nginx}
          """);

  @ParameterizedTest
  @CsvSource({
    "requests.cpu, , 1",
    "requests.cpu, 0, 1",
    "requests.cpu, 1m, 250",
    "limits.cpu, , 2",
    "limits.cpu, 1, 2",
    "limits.cpu, 1m, 1500",
    "limits.cpu, 100u, 1500",
    "requests.memory, , 67108864",
    "requests.memory, 1Mi, 64",
    "requests.memory, 1M, 68",
    "limits.memory, 1k, 100001",
    "limits.memory, 100000001, 1",
    "requests.ephemeral-storage, 1Gi, 1",
    "limits.ephemeral-storage, 1Gi, 2",
    "limits.ephemeral-storage, 1M, 2000",
  })
  void dividesAndRoundsUp(String resource, String divisor, String value) throws Unavailable {
    assertThat(
            of(POD).variable(selector("", resource, divisor), POD.getSpec().getContainers().get(0)))
        .isEqualTo(value);
    assertThat(of(POD).file(selector("web", resource, divisor))).isEqualTo(value);
  }

  /** No limit: what the task has. No request: nothing. */
  @ParameterizedTest
  @CsvSource({
    "limits.cpu, 1m, 500",
    "limits.cpu, , 1",
    "limits.memory, 1Mi, 1024",
    "limits.ephemeral-storage, 1Gi, 21",
    "requests.cpu, 1m, 0",
    "requests.memory, , 0",
    "requests.ephemeral-storage, , 0",
  })
  void whatIsNotGiven(String resource, String divisor, String value) throws Unavailable {
    var selector = selector("bare", resource, divisor);
    assertThat(of(POD).variable(selector, POD.getSpec().getContainers().get(0))).isEqualTo(value);
    assertThat(of(POD).file(selector)).isEqualTo(value);
  }

  @Test
  void anInitContainersOwnLimitsHaveDefaultsAndThoseOfAnotherNone() throws Unavailable {
    var prepare = POD.getSpec().getInitContainers().getFirst();

    assertThat(of(POD).variable(selector(null, "limits.memory", "1Mi"), prepare)).isEqualTo("1024");
    assertThat(of(POD).variable(selector("prepare", "limits.memory", "1Mi"), prepare))
        .isEqualTo("0");
    assertThat(of(POD).file(selector("prepare", "limits.memory", "1Mi"))).isEqualTo("1024");
  }

  @Test
  void theLimitsOfThePodComeBeforeThoseOfTheTask() throws Unavailable {
    var pod =
        Yaml.pod(
            """
            resources: {limits: {cpu: 300m, memory: 200Mi}}
            containers:
            - {name: web, image: nginx}
            - {name: own, image: nginx, resources: {limits: {cpu: 100m}}}
            """);
    var web = pod.getSpec().getContainers().getFirst();

    assertThat(of(pod).variable(selector("", "limits.cpu", "1m"), web)).isEqualTo("300");
    assertThat(of(pod).variable(selector("", "limits.memory", "1Mi"), web)).isEqualTo("200");
    assertThat(of(pod).variable(selector("own", "limits.cpu", "1m"), web)).isEqualTo("100");
    assertThat(of(pod).variable(selector("", "limits.ephemeral-storage", "1Gi"), web))
        .isEqualTo("21");
    assertThat(of(pod).file(selector("web", "limits.memory", "1Mi"))).isEqualTo("1024");
  }

  @Test
  void ephemeralStorageIsNoLimitOfAPod() throws Unavailable {
    var pod =
        Yaml.pod(
            """
            resources: {limits: {ephemeral-storage: 1Gi}}
            containers: [{name: web, image: nginx}]
            """);

    assertThat(
            of(pod)
                .variable(
                    selector("", "limits.ephemeral-storage", "1Gi"),
                    pod.getSpec().getContainers().getFirst()))
        .isEqualTo("21");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limits.hugepages-2Mi", "requests.hugepages-1Gi", "limits.gpu", "cpu", "limits"})
  void othersAreRefused(String resource) {
    assertThatThrownBy(() -> of(POD).file(selector("web", resource, null)))
        .hasMessage("unsupported container resource : " + resource);
  }

  @Test
  void anUnknownContainerIsRefused() {
    assertThatThrownBy(() -> of(POD).file(selector("db", "limits.cpu", null)))
        .hasMessage("container db not found");
    assertThatThrownBy(() -> of(POD).file(selector(null, "limits.cpu", null)))
        .hasMessage("container  not found");
  }

  private static ResourceField of(Pod pod) {
    return new ResourceField(pod, new FargateSize(512, 1024), 21);
  }

  private static ResourceFieldSelector selector(String container, String resource, String divisor) {
    return new ResourceFieldSelector(
        container, divisor == null ? null : new Quantity(divisor), resource);
  }
}
