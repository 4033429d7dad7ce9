package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.reference.ServiceAddress;
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
   * @param services those that the pod is to be told of; {@code kubernetes} stands for {@code api}
   */
  static Map<String, String> of(List<ServiceAddress> services, ApiAddress api) {
    var byName = new TreeMap<String, ServiceAddress>();
    services.stream()
        .filter(service -> !service.ports().isEmpty())
        .forEach(service -> byName.put(service.name(), service));
    byName.put(
        API,
        new ServiceAddress(
            API, api.host(), List.of(new ServiceAddress.Port("https", api.port(), "TCP"))));
    var variables = new LinkedHashMap<String, String>();
    byName.values().forEach(service -> add(variables, service));
    return variables;
  }

  private static void add(Map<String, String> variables, ServiceAddress service) {
    String prefix = prefix(service.name());
    ServiceAddress.Port first = service.ports().getFirst();
    variables.put(prefix + "_SERVICE_HOST", service.clusterIp());
    variables.put(prefix + "_SERVICE_PORT", number(first));
    for (ServiceAddress.Port port : service.ports()) {
      if (!port.name().isEmpty()) {
        variables.put(prefix + "_SERVICE_PORT_" + prefix(port.name()), number(port));
      }
    }
    variables.put(prefix + "_PORT", url(service, first));
    for (ServiceAddress.Port port : service.ports()) {
      String link = prefix + "_PORT_" + port.port() + "_" + port.protocol();
      variables.put(link, url(service, port));
      variables.put(link + "_PROTO", protocol(port));
      variables.put(link + "_PORT", number(port));
      variables.put(link + "_ADDR", service.clusterIp());
    }
  }

  private static String url(ServiceAddress service, ServiceAddress.Port port) {
    String address = service.clusterIp();
    String host = address.contains(":") ? "[" + address + "]" : address;
    return protocol(port) + "://" + host + ":" + port.port();
  }

  private static String protocol(ServiceAddress.Port port) {
    return port.protocol().toLowerCase(Locale.ROOT);
  }

  private static String number(ServiceAddress.Port port) {
    return Integer.toString(port.port());
  }

  private static String prefix(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
