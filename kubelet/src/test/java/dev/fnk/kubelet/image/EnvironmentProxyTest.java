package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxyTest {
  private static final Proxy PROXY =
      new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", 3128));

  private static List<Proxy> on(String uri, Map<String, String> environment) {
    var selector = ImageConfigs.client(environment).proxy().orElseThrow();
    return selector.select(URI.create(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "https://quay.io/v2/, true",
    "https://notinner.test/v2/, true",
    "https://inner.test/v2/, false",
    "https://a.INNER.test/v2/, false",
    "https://other.test:5000/v2/, false",
    "http://127.0.0.1:5000/v2/, false",
  })
  void theProxyIsForHttpsUnlessTheHostIsNamed(String uri, boolean by) {
    var environment =
        Map.of("HTTPS_PROXY", "http://127.0.0.1:3128", "NO_PROXY", ".inner.test, other.test,");

    assertThat(on(uri, environment)).containsExactly(by ? PROXY : Proxy.NO_PROXY);
  }

  @Test
  void theLowerCaseNameWinsAndWithoutOneThereIsNone() {
    String uri = "https://quay.io/";

    assertThat(on(uri, Map.of("https_proxy", "127.0.0.1:3128", "HTTPS_PROXY", "x:1")))
        .containsExactly(PROXY);
    assertThat(on(uri, Map.of("HTTPS_PROXY", " "))).containsExactly(Proxy.NO_PROXY);
    assertThat(on(uri, Map.of("HTTPS_PROXY", "127.0.0.1:3128", "no_proxy", "*")))
        .containsExactly(Proxy.NO_PROXY);
  }
}
