package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTest {
  /** The table of the kubelet's page on authorization, and what of it matters for WebSockets. */
  @ParameterizedTest
  @CsvSource({
    "GET, /stats/summary, get, stats",
    "GET, /metrics, get, metrics",
    "GET, /metrics/resource, get, metrics",
    "GET, /logs/, get, log",
    "POST, /checkpoint/ns/pod/c, create, checkpoint",
    "GET, /pods, get, pods proxy",
    "GET, /pods/, get, pods proxy",
    "GET, /runningpods/, get, pods proxy",
    "GET, /healthz, get, healthz proxy",
    "GET, /healthz/ping, get, healthz proxy",
    "GET, /configz, get, configz proxy",
    "GET, /statusz, get, statusz",
    "GET, /flagz, get, configz",
    "GET, /containerLogs/ns/pod/c, get, proxy",
    "POST, /exec/ns/pod/c, create, proxy",
    "GET, /exec/ns/pod/c, create, proxy",
    "GET, /attach/ns/pod/c, create, proxy",
    "GET, /portForward/ns/pod, create, proxy",
    "GET, /run/ns/pod/c, create, proxy",
    "GET, /%65xec/ns/pod/c, create, proxy",
    "PUT, /exec/ns/pod/c, create, proxy",
    "GET, /, get, proxy",
    "GET, /podsandmore, get, proxy",
    "GET, //pods, get, proxy",
    "GET, /%zz, get, proxy",
    "PUT, /x, update, proxy",
    "PATCH, /x, patch, proxy",
    "DELETE, /x, delete, proxy",
    "HEAD, /pods, '', pods proxy"
  })
  void asksForTheKubeletsRights(String method, String path, String verb, String subresources) {
    assertThat(Access.of(method, path))
        .isEqualTo(new Access(verb, List.of(subresources.split(" "))));
  }

  @Test
  void healthIsNoMoreThanThat() {
    assertThat(Access.health("GET", "/healthz")).isTrue();
    assertThat(Access.health("GET", "/healthz/ping")).isTrue();
    assertThat(Access.health("POST", "/healthz")).isFalse();
    assertThat(Access.health("GET", "/healthzz")).isFalse();
    assertThat(Access.health("GET", "/pods/healthz")).isFalse();
    assertThat(Access.health("GET", "/exec/healthz")).isFalse();
  }
}
