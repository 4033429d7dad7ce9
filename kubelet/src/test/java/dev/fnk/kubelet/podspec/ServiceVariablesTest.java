package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By pkg/kubelet/envvars and the kubelet's getServiceEnvVarMap. */
class ServiceVariablesTest {
  private static final ApiAddress API = new ApiAddress("api.example.com", 443);

  @Test
  void everyPodKnowsTheApiServer() {
    assertThat(ServiceVariables.of(List.of(), "ns", false, API))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "KUBERNETES_SERVICE_HOST", "api.example.com",
                "KUBERNETES_SERVICE_PORT", "443",
                "KUBERNETES_SERVICE_PORT_HTTPS", "443",
                "KUBERNETES_PORT", "tcp://api.example.com:443",
                "KUBERNETES_PORT_443_TCP", "tcp://api.example.com:443",
                "KUBERNETES_PORT_443_TCP_PROTO", "tcp",
                "KUBERNETES_PORT_443_TCP_PORT", "443",
                "KUBERNETES_PORT_443_TCP_ADDR", "api.example.com"));
  }

  @Test
  void aServiceWithoutNamesOfPorts() {
    assertThat(links(service("ns", "foo-bar", "1.2.3.4", "[{port: 8080, protocol: TCP}]")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "FOO_BAR_SERVICE_HOST", "1.2.3.4",
                "FOO_BAR_SERVICE_PORT", "8080",
                "FOO_BAR_PORT", "tcp://1.2.3.4:8080",
                "FOO_BAR_PORT_8080_TCP", "tcp://1.2.3.4:8080",
                "FOO_BAR_PORT_8080_TCP_PROTO", "tcp",
                "FOO_BAR_PORT_8080_TCP_PORT", "8080",
                "FOO_BAR_PORT_8080_TCP_ADDR", "1.2.3.4"));
  }

  @Test
  void severalPortsOfAnIpv6Service() {
    assertThat(
            links(
                service(
                    "ns",
                    "super-ipv6",
                    "2001:DB8::",
                    "[{name: u-d-p, port: 8084, protocol: UDP}, {name: '8083', port: 8083}]")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("SUPER_IPV6_SERVICE_HOST", "2001:DB8::"),
                Map.entry("SUPER_IPV6_SERVICE_PORT", "8084"),
                Map.entry("SUPER_IPV6_SERVICE_PORT_U_D_P", "8084"),
                Map.entry("SUPER_IPV6_SERVICE_PORT_8083", "8083"),
                Map.entry("SUPER_IPV6_PORT", "udp://[2001:DB8::]:8084"),
                Map.entry("SUPER_IPV6_PORT_8084_UDP", "udp://[2001:DB8::]:8084"),
                Map.entry("SUPER_IPV6_PORT_8084_UDP_PROTO", "udp"),
                Map.entry("SUPER_IPV6_PORT_8084_UDP_PORT", "8084"),
                Map.entry("SUPER_IPV6_PORT_8084_UDP_ADDR", "2001:DB8::"),
                Map.entry("SUPER_IPV6_PORT_8083_TCP", "tcp://[2001:DB8::]:8083"),
                Map.entry("SUPER_IPV6_PORT_8083_TCP_PROTO", "tcp"),
                Map.entry("SUPER_IPV6_PORT_8083_TCP_PORT", "8083"),
                Map.entry("SUPER_IPV6_PORT_8083_TCP_ADDR", "2001:DB8::")));
  }

  @Test
  void headlessServicesAndThoseOfOtherNamespacesHaveNone() {
    assertThat(
            links(
                service("ns", "none", "None", "[{port: 80}]"),
                service("ns", "empty", "", "[{port: 80}]"),
                service("ns", "nowhere", null, "[{port: 80}]"),
                service("ns", "external", "1.2.3.4", "[]"),
                service("other", "away", "1.2.3.4", "[{port: 80}]")))
        .isEmpty();
  }

  @Test
  void withoutLinksThereIsTheApiServerAlone() {
    var variables =
        ServiceVariables.of(
            List.of(service("ns", "db", "1.2.3.4", "[{port: 80}]")), "ns", false, API);

    assertThat(variables).hasSize(8).containsKey("KUBERNETES_SERVICE_HOST");
  }

  /** The service that every cluster has: nothing here reaches its address. */
  @Test
  void theApiServersOwnServiceStandsForItsAddress() {
    var variables =
        ServiceVariables.of(
            List.of(service("default", "kubernetes", "172.20.0.1", "[{name: https, port: 443}]")),
            "default",
            true,
            API);

    assertThat(variables).containsEntry("KUBERNETES_SERVICE_HOST", "api.example.com");
  }

  @Test
  void aServiceOfThatNameInAnotherNamespaceIsItsOwn() {
    var variables =
        ServiceVariables.of(
            List.of(service("ns", "kubernetes", "1.2.3.4", "[{port: 80}]")), "ns", true, API);

    assertThat(variables)
        .containsEntry("KUBERNETES_SERVICE_HOST", "1.2.3.4")
        .doesNotContainKey("KUBERNETES_SERVICE_PORT_HTTPS");
  }

  private static Map<String, String> links(Service... services) {
    var variables = ServiceVariables.of(List.of(services), "ns", true, API);
    variables.keySet().removeIf(name -> name.startsWith("KUBERNETES_"));
    return variables;
  }

  private static Service service(String namespace, String name, String address, String ports) {
    return Yaml.of(
        Service.class,
        """
        apiVersion: v1
        kind: Service
        metadata: {namespace: %s, name: %s}
        spec: {clusterIP: %s, ports: %s}
        """
            .formatted(namespace, name, address == null ? "null" : "'" + address + "'", ports));
  }
}
