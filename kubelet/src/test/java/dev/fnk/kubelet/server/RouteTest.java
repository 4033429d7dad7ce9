package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.logs.LogRequest;
import dev.fnk.kubelet.stats.StatsPage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

  @Test
  void logsWithoutOptions() throws BadRequestException {
    assertThat(get("/containerLogs/default/web/nginx"))
        .isEqualTo(
            new Route.Logs(
                new LogRequest(
                    "default",
                    "web",
                    "nginx",
                    false,
                    false,
                    false,
                    OptionalInt.empty(),
                    Optional.empty(),
                    OptionalLong.empty())));
  }

  @Test
  void logsWithOptions() throws BadRequestException {
    assertThat(
            get(
                "/containerLogs/ns/web/c?follow=true&previous=1&timestamps=true&tailLines=0"
                    + "&sinceSeconds=60&limitBytes=1024&stream=All"))
        .isEqualTo(
            new Route.Logs(
                new LogRequest(
                    "ns",
                    "web",
                    "c",
                    true,
                    true,
                    true,
                    OptionalInt.of(0),
                    Optional.of(NOW.minusSeconds(60)),
                    OptionalLong.of(1024))));
  }

  @Test
  void logsSinceATime() throws BadRequestException {
    Route route =
        get("/containerLogs/ns/web/c?sinceTime=2026-03-04T06%3A00%3A00%2B01%3A00&follow=false");

    assertThat(route)
        .isInstanceOfSatisfying(
            Route.Logs.class,
            logs -> {
              assertThat(logs.request().since()).contains(Instant.parse("2026-03-04T05:00:00Z"));
              assertThat(logs.request().follow()).isFalse();
            });
  }

  /** What is not understood, and what makes no sense, by the kubelet's codes. */
  @ParameterizedTest
  @CsvSource({
    "tailLines=-1, 422",
    "tailLines=x, 400",
    "tailLines=, 400",
    "tail=x, 400",
    "limitBytes=0, 422",
    "sinceSeconds=0, 422",
    "sinceTime=yesterday, 400",
    "sinceTime=%2B12026-03-04T05:00:00Z, 400",
    "stream=Stderr, 400",
    "stream=Output, 422",
    "stream=Stdout&tailLines=1, 422",
    "sinceSeconds=1&sinceTime=2026-03-04T05:00:00Z, 422"
  })
  void refusesWrongLogOptions(String query, int status) {
    assertThatThrownBy(() -> get("/containerLogs/ns/web/c?" + query))
        .hasMessageMatching(".*(" + query.replaceAll("=.*", "") + ").*")
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @Test
  void noLogIsOlderThanTheEpoch() throws BadRequestException {
    for (String query :
        List.of("sinceTime=0001-01-01T00:00:00Z", "sinceSeconds=" + Long.MAX_VALUE)) {
      assertThat(get("/containerLogs/ns/web/c?" + query))
          .isInstanceOfSatisfying(
              Route.Logs.class,
              logs ->
                  assertThat(logs.request().since().orElseThrow())
                      .isBetween(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)));
    }
  }

  @Test
  void theEarlyNameOfTailIsKnown() throws BadRequestException {
    assertThat(((Route.Logs) get("/containerLogs/ns/web/c?tail=3&tailLines=5")).request().tail())
        .hasValue(3);
    assertThat(((Route.Logs) get("/containerLogs/ns/web/c?tail=all&tailLines=5")).request().tail())
        .isEmpty();
  }

  @Test
  void knowsItsRoutes() throws BadRequestException {
    assertThat(get("/healthz")).isEqualTo(new Route.Health());
    assertThat(get("/pods")).isEqualTo(new Route.Pods(false));
    assertThat(get("/runningpods/")).isEqualTo(new Route.Pods(true));
    assertThat(get("/metrics")).isEqualTo(new Route.Metrics());
    assertThat(get("/metrics/other")).isEqualTo(new Route.NotFound("/metrics/other"));
    assertThat(get("/stats/ns/pod")).isEqualTo(new Route.NotFound("/stats/ns/pod"));
    assertThat(get("/metrics/cadvisor")).isEqualTo(new Route.Stats(StatsPage.CADVISOR));
    assertThat(get("/metrics/resource")).isEqualTo(new Route.Stats(StatsPage.RESOURCE));
    assertThat(get("/metrics/probes")).isEqualTo(new Route.Stats(StatsPage.PROBES));
    assertThat(get("/stats/summary?x=y")).isEqualTo(new Route.Stats(StatsPage.SUMMARY));
    assertThat(get("/stats/summary?only_cpu_and_memory=true"))
        .isEqualTo(new Route.Stats(StatsPage.SUMMARY_OF_CPU_AND_MEMORY));
    assertThat(get("/configz")).isEqualTo(new Route.Configuration());
    assertThat(Route.parse("POST", "/stats/summary", NOW))
        .isEqualTo(new Route.MethodNotAllowed("GET"));
    assertThat(get("/containerLogs/ns/web")).isEqualTo(new Route.NotFound("/containerLogs/ns/web"));
    assertThat(Route.parse("POST", "/exec/ns/web", NOW))
        .isEqualTo(new Route.NotFound("/exec/ns/web"));
    assertThat(Route.parse("POST", "/run/ns/web/c?cmd=ls", NOW))
        .isEqualTo(new Route.Unsupported("run"));
    assertThat(Route.parse("POST", "/pods", NOW)).isEqualTo(new Route.MethodNotAllowed("GET"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pods/web", "/pods//", "/runningpods/web", "/configz/all", "pods", ""})
  void whatIsBehindAWholePathIsNotThere(String path) throws BadRequestException {
    assertThat(get(path)).isEqualTo(new Route.NotFound(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exec/ns/web/c",
        "/exec/ns/web/uid/c",
        "/attach/ns/web/c",
        "/attach/ns/web/uid/c",
        "/portForward/ns/web",
        "/portForward/ns/web/uid"
      })
  void streamsHaveTwoMethods(String path) throws BadRequestException {
    assertThat(Route.parse("PUT", path, NOW)).isEqualTo(new Route.MethodNotAllowed("GET, POST"));
    assertThat(StreamPath.of("PUT", RequestUri.of(path))).isEmpty();
    assertThat(StreamPath.of("GET", RequestUri.of(path)))
        .isEqualTo(StreamPath.of("POST", RequestUri.of(path)))
        .hasValueSatisfying(
            stream -> {
              assertThat(path).startsWith("/" + stream.what() + "/ns/web");
              assertThat(stream.namespace()).isEqualTo("ns");
              assertThat(stream.pod()).isEqualTo("web");
              assertThat(stream.uid().isPresent()).isEqualTo(path.contains("uid"));
              assertThat(stream.container())
                  .isEqualTo(stream.what().equals("portForward") ? "" : "c");
            });
  }

  /** Else the right that is asked for would be another's, see AccessTest. */
  @ParameterizedTest
  @ValueSource(
      strings = {"exec/ns/web/c", "https://node/exec/ns/web/c", "//exec/ns/web/c", "/exec/ns/c"})
  void otherPathsAreNoStreams(String uri) throws BadRequestException {
    assertThat(StreamPath.of(RequestUri.of(uri))).isEmpty();
  }

  @Test
  void eachWordOfALongCommandIsRead() throws BadRequestException {
    String words = "&command=x".repeat(104_000);

    assertThat(RequestUri.of("/exec/ns/web/c?output=1" + words).query().get("command"))
        .hasSize(104_000);
    assertThat(RequestUri.of("/exec/ns/web/c?command=a;command=b").query().get("command"))
        .containsExactly("a;command=b");
  }

  private static Route get(String uri) throws BadRequestException {
    return Route.parse("GET", uri, NOW);
  }
}
