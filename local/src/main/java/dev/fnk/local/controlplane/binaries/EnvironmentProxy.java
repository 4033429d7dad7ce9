package dev.fnk.local.controlplane.binaries;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The proxy of {@code HTTPS_PROXY}, which Java does not read by itself. */
final class EnvironmentProxy extends ProxySelector {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final Proxy proxy;
  private final List<String> direct;

  private EnvironmentProxy(Proxy proxy, List<String> direct) {
    this.proxy = proxy;
    this.direct = direct;
  }

  /** Empty when the environment names no proxy. */
  static Optional<ProxySelector> of(Map<String, String> environment) {
    return value(environment, "HTTPS_PROXY")
        .map(text -> URI.create(text.contains("://") ? text : "http://" + text))
        .filter(uri -> uri.getHost() != null)
        .map(
            uri -> {
              int port = uri.getPort() > 0 ? uri.getPort() : 80;
              Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port));
              List<String> direct =
                  COMMA
                      .splitAsStream(value(environment, "NO_PROXY").orElse(""))
                      .map(name -> name.startsWith(".") ? name.substring(1) : name)
                      .filter(name -> !name.isEmpty())
                      .toList();
              return new EnvironmentProxy(proxy, direct);
            });
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    boolean isDirect =
        direct.stream()
            .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    return List.of(isDirect ? Proxy.NO_PROXY : proxy);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails with the same exception and is reported there.
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toLowerCase(java.util.Locale.ROOT))))
        .filter(text -> !text.isBlank());
  }
}
