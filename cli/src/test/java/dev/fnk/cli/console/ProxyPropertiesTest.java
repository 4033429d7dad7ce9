package dev.fnk.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProxyPropertiesTest {
  @Test
  void withoutAProxyNothingIsSet() {
    assertThat(ProxyProperties.of(Map.of("NO_PROXY", "a"))).isEmpty();
  }

  @Test
  void theEnvironmentsProxiesBecomeProperties() {
    assertThat(
            ProxyProperties.of(
                Map.of(
                    "HTTPS_PROXY", "http://proxy.example:8080",
                    "http_proxy", "other.example",
                    "NO_PROXY", ".internal, 10.0.0.0/8,host")))
        .containsOnly(
            Map.entry("http.proxyHost", "other.example"),
            Map.entry("http.proxyPort", "3128"),
            Map.entry("https.proxyHost", "proxy.example"),
            Map.entry("https.proxyPort", "8080"),
            Map.entry("http.nonProxyHosts", "localhost|127.*|[::1]|169.254.*|*.internal|host"));
  }
}
