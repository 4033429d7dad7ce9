package dev.fnk.kubelet.image;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code HTTPS_PROXY}, except where {@code NO_PROXY} names the host or a domain above it; what is
 * not HTTPS is on this machine or this network, and reached directly. The lower-case name wins, as
 * in curl.
 */
final class EnvironmentProxy extends ProxySelector {
  private static final int HTTP_PORT = 80;

  private final @Nullable URI proxy;
  private final List<String> direct;

  EnvironmentProxy(Map<String, String> environment) {
    proxy =
        variable(environment, "HTTPS_PROXY")
            .map(text -> URI.create(text.contains("://") ? text : "http://" + text))
            .filter(uri -> uri.getHost() != null)
            .orElse(null);
    direct =
        Stream.of(variable(environment, "NO_PROXY").orElse("").split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\.", ""))
            .filter(name -> !name.isEmpty())
            .toList();
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT), name)
        .flatMap(one -> Optional.ofNullable(environment.get(one)).stream())
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    boolean isDirect =
        direct.stream()
            .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    if (proxy == null || isDirect || !"https".equals(uri.getScheme())) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.getPort() > 0 ? proxy.getPort() : HTTP_PORT;
    return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails of the same.
  }
}
