package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Variables of the services of the pod's namespace, and, in every pod, of the API server.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Discovering
 *     services by environment variables</a>
 */
final class ServiceVariables {
  private static final String API = "kubernetes";

  private ServiceVariables() {}

  /**
   * @param services of the pod's namespace, those of others are passed over
   * @param links whether those of the namespace are wanted ({@code enableServiceLinks})
   */
  static Map<String, String> of(
      List<Service> services, String namespace, boolean links, ApiAddress api) {
    var byName = new TreeMap<String, Endpoint>();
    byName.put(
        API,
        new Endpoint(
            api.host(),
            List.of(
                new ServicePortBuilder()
                    .withName("https")
                    .withPort(api.port())
                    .withProtocol("TCP")
                    .build())));
    for (Service service : services) {
      String name = service.getMetadata().getName();
      String address = service.getSpec().getClusterIP();
      boolean headless = address == null || address.isEmpty() || address.equals("None");
      // A service of that name in another namespace stands for itself, as with a kubelet.
      boolean isApi = name.equals(API) && namespace.equals("default");
      if (links
          && !headless
          && !isApi
          && namespace.equals(service.getMetadata().getNamespace())
          && !service.getSpec().getPorts().isEmpty()) {
        byName.put(name, new Endpoint(address, service.getSpec().getPorts()));
      }
    }
    var variables = new LinkedHashMap<String, String>();
    byName.forEach((name, endpoint) -> add(variables, prefix(name), endpoint));
    return variables;
  }

  private static void add(Map<String, String> variables, String prefix, Endpoint endpoint) {
    String first = endpoint.ports.getFirst().getPort().toString();
    variables.put(prefix + "_SERVICE_HOST", endpoint.address);
    variables.put(prefix + "_SERVICE_PORT", first);
    for (ServicePort port : endpoint.ports) {
      if (port.getName() != null && !port.getName().isEmpty()) {
        variables.put(
            prefix + "_SERVICE_PORT_" + prefix(port.getName()), port.getPort().toString());
      }
    }
    variables.put(prefix + "_PORT", url(endpoint.address, endpoint.ports.getFirst()));
    for (ServicePort port : endpoint.ports) {
      String link = prefix + "_PORT_" + port.getPort() + "_" + protocol(port);
      variables.put(link, url(endpoint.address, port));
      variables.put(link + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
      variables.put(link + "_PORT", port.getPort().toString());
      variables.put(link + "_ADDR", endpoint.address);
    }
  }

  private static String url(String address, ServicePort port) {
    String host = address.contains(":") ? "[" + address + "]" : address;
    return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
  }

  private static String protocol(ServicePort port) {
    String protocol = port.getProtocol();
    return protocol == null || protocol.isEmpty() ? "TCP" : protocol.toUpperCase(Locale.ROOT);
  }

  private static String prefix(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private record Endpoint(String address, List<ServicePort> ports) {}
}
