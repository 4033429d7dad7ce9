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
  void theProxyForHttpsServesTheAwsSdkToo() {
    var properties =
        ProxyProperties.of(
            Map.of(
                "HTTPS_PROXY", "http://me:p%40ss@proxy.example:8080",
                "http_proxy", "other.example",
                "NO_PROXY", ".internal, 10.0.0.0/8,host"));
    assertThat(properties)
        .containsEntry("https.proxyHost", "proxy.example")
        .containsEntry("https.proxyPort", "8080")
        .containsEntry("https.proxyUser", "me")
        .containsEntry("https.proxyPassword", "p@ss")
        .containsEntry("http.proxyHost", "proxy.example")
        .containsEntry("http.proxyPort", "8080");
    assertThat(properties.get("http.nonProxyHosts").split("\\|"))
        .contains("localhost", "127.*", "10.*", "172.16.*", "172.31.*", "*.internal", "host")
        .doesNotContain("172.32.*", "10.0.0.0/8");
  }

  @Test
  void aProxyForHttpAloneIsUsedForThat() {
    assertThat(ProxyProperties.of(Map.of("http_proxy", "other.example")))
        .containsEntry("http.proxyHost", "other.example")
        .containsEntry("http.proxyPort", "3128")
        .doesNotContainKey("https.proxyHost");
  }
}
