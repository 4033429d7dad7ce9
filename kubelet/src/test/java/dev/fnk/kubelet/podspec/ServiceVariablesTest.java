package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.reference.ServiceAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By pkg/kubelet/envvars and the kubelet's getServiceEnvVarMap. */
class ServiceVariablesTest {
  private static final ApiAddress API = new ApiAddress("api.example.com", 443);

  @Test
  void everyPodKnowsTheApiServer() {
    assertThat(ServiceVariables.of(List.of(), API))
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
    assertThat(links(service("foo-bar", "1.2.3.4", port("", 8080, "TCP"))))
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
                    "super-ipv6",
                    "2001:DB8::",
                    port("u-d-p", 8084, "UDP"),
                    port("8083", 8083, "TCP"))))
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
  void aServiceWithoutPortsHasNone() {
    assertThat(links(service("external", "1.2.3.4"))).isEmpty();
  }

  /** The service that every cluster has: nothing here reaches its address. */
  @Test
  void theApiServersOwnServiceStandsForItsAddress() {
    var variables =
        ServiceVariables.of(
            List.of(service("kubernetes", "172.20.0.1", port("https", 443, "TCP"))), API);

    assertThat(variables)
        .hasSize(8)
        .containsEntry("KUBERNETES_SERVICE_HOST", "api.example.com")
        .doesNotContainValue("172.20.0.1");
  }

  private static Map<String, String> links(ServiceAddress... services) {
    var variables = ServiceVariables.of(List.of(services), API);
    variables.keySet().removeIf(name -> name.startsWith("KUBERNETES_"));
    return variables;
  }

  private static ServiceAddress service(String name, String address, ServiceAddress.Port... ports) {
    return new ServiceAddress(name, address, List.of(ports));
  }

  private static ServiceAddress.Port port(String name, int port, String protocol) {
    return new ServiceAddress.Port(name, port, protocol);
  }
}
