package dev.fnk.cli.console;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY as Java's own networking properties, which it reads instead
 * ("Java Networking and Proxies"). The lower-case names win, as in curl.
 */
public final class ProxyProperties {
  private static final int DEFAULT_PORT = 3128;

  private ProxyProperties() {}

  /** Sets what the environment says and nobody has set yet. */
  public static void apply(Map<String, String> environment) {
    of(environment)
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> properties = new LinkedHashMap<>();
    Optional<URI> secure = proxy(environment, "https_proxy");
    secure.ifPresent(proxy -> put(properties, "https", proxy));
    // The AWS SDK takes http.proxyHost for every request, whatever its scheme, and fnk asks nothing
    // far away over plain HTTP: the proxy for HTTPS is the one that matters.
    secure
        .or(() -> proxy(environment, "http_proxy"))
        .ifPresent(proxy -> put(properties, "http", proxy));
    if (!properties.isEmpty()) {
      properties.put("http.nonProxyHosts", String.join("|", direct(environment)));
    }
    return properties;
  }

  private static Optional<URI> proxy(Map<String, String> environment, String variable) {
    return variable(environment, variable)
        .map(text -> URI.create(text.contains("://") ? text : "http://" + text))
        .filter(proxy -> proxy.getHost() != null);
  }

  private static void put(Map<String, String> properties, String scheme, URI proxy) {
    properties.put(scheme + ".proxyHost", proxy.getHost());
    int port = proxy.getPort() < 0 ? DEFAULT_PORT : proxy.getPort();
    properties.put(scheme + ".proxyPort", Integer.toString(port));
    Optional.ofNullable(proxy.getUserInfo())
        .filter(user -> user.contains(":"))
        .ifPresent(
            user -> {
              int colon = user.indexOf(':');
              properties.put(scheme + ".proxyUser", user.substring(0, colon));
              properties.put(scheme + ".proxyPassword", user.substring(colon + 1));
            });
  }

  /** Java knows names with a star at one end; ranges of addresses cannot be said. */
  private static List<String> direct(Map<String, String> environment) {
    List<String> hosts =
        new ArrayList<>(List.of("localhost", "127.*", "[::1]", "169.254.*", "10.*", "192.168.*"));
    IntStream.range(16, 32).mapToObj("172.%d.*"::formatted).forEach(hosts::add);
    for (String entry : variable(environment, "no_proxy").orElse("").split(",", -1)) {
      String host = entry.strip();
      if (host.isEmpty() || host.contains("/")) {
        continue;
      }
      hosts.add(host.startsWith(".") ? "*" + host : host);
    }
    return hosts;
  }

  private static Optional<String> variable(Map<String, String> environment, String lowerCase) {
    return Optional.ofNullable(environment.get(lowerCase))
        .or(() -> Optional.ofNullable(environment.get(lowerCase.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
