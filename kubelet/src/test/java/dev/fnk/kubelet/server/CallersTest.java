package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.kubelet.TestAuthority;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API server is asked about callers, and for how long its answers hold. */
final class CallersTest {
  private static final Caller SCRAPER = new Caller("scraper", "7", List.of("g"), Map.of());
  private static final Access PODS = new Access("get", List.of("pods", "proxy"));

  private final List<JsonNode> asked = Collections.synchronizedList(new ArrayList<>());
  private final TurningClock clock = new TurningClock();
  private volatile int status = 201;
  private volatile String allowed = "";
  private HttpServer server;
  private KubernetesClient client;
  private Authenticator authenticator;
  private Authorizer authorizer;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withRequestRetryBackoffLimit(0)
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();
    authenticator = new Authenticator(client, clock);
    authorizer = new Authorizer(client, "vk", clock);
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void theFinestRightSuffices() {
    allowed = "pods";

    assertThat(authorizer.allows(SCRAPER, PODS)).isTrue();
    assertThat(asked).hasSize(1);
    JsonNode question = asked.getFirst().at("/spec");
    assertThat(question.at("/user").asString()).isEqualTo("scraper");
    assertThat(question.at("/uid").asString()).isEqualTo("7");
    assertThat(question.at("/groups/0").asString()).isEqualTo("g");
    JsonNode resource = question.at("/resourceAttributes");
    assertThat(resource.at("/resource").asString()).isEqualTo("nodes");
    assertThat(resource.at("/name").asString()).isEqualTo("vk");
    assertThat(resource.at("/verb").asString()).isEqualTo("get");
  }

  @Test
  void theRightToAllOfTheNodeSufficesToo() {
    allowed = "proxy";

    assertThat(authorizer.allows(SCRAPER, PODS)).isTrue();
    assertThat(asked).extracting(CallersTest::subresource).containsExactly("pods", "proxy");
  }

  @Test
  void aCoarserRightIsNotAskedForWhereTheKubeletHasNone() {
    allowed = "proxy";

    assertThat(authorizer.allows(SCRAPER, new Access("get", List.of("metrics")))).isFalse();
    assertThat(asked).extracting(CallersTest::subresource).containsExactly("metrics");
  }

  @Test
  void answersAreKeptAsAKubeletKeepsThem() {
    allowed = "proxy";
    authorizer.allows(SCRAPER, PODS);
    clock.now = clock.now.plus(Duration.ofSeconds(29));
    authorizer.allows(SCRAPER, PODS);
    assertThat(asked).hasSize(2);

    // Refused answers hold for 30 s, others for five minutes.
    clock.now = clock.now.plusSeconds(1);
    authorizer.allows(SCRAPER, PODS);
    assertThat(asked).extracting(CallersTest::subresource).containsExactly("pods", "proxy", "pods");
    asked.clear();
    clock.now = clock.now.plus(Duration.ofSeconds(300 - 30));
    authorizer.allows(SCRAPER, PODS);
    assertThat(asked).extracting(CallersTest::subresource).containsExactly("pods", "proxy");
  }

  @Test
  void whoAsksIsPartOfTheQuestion() {
    allowed = "pods";
    authorizer.allows(SCRAPER, PODS);
    authorizer.allows(new Caller("scraper", "8", List.of("g"), Map.of()), PODS);
    authorizer.allows(SCRAPER, new Access("create", List.of("pods")));

    assertThat(asked).hasSize(3);
  }

  @Test
  void anErrorIsNoAnswerAndIsNotKept() {
    status = 503;
    assertThatThrownBy(() -> authorizer.allows(SCRAPER, PODS))
        .isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> authenticator.authenticate(null, "Bearer t"))
        .isInstanceOf(KubernetesClientException.class);

    status = 201;
    allowed = "pods";
    assertThat(authorizer.allows(SCRAPER, PODS)).isTrue();
  }

  @Test
  void aTokensReviewHoldsForTwoMinutes() {
    Optional<Caller> known = authenticator.authenticate(null, "Bearer good");
    clock.now = clock.now.plusSeconds(119);
    authenticator.authenticate(null, "Bearer good");
    assertThat(known).map(Caller::user).contains("someone");
    assertThat(asked).hasSize(1);

    clock.now = clock.now.plusSeconds(1);
    authenticator.authenticate(null, "Bearer good");
    assertThat(asked).hasSize(2);
    assertThat(authenticator.authenticate(null, "Bearer bad")).isEmpty();
    authenticator.authenticate(null, "Bearer bad");
    assertThat(asked).hasSize(3);
  }

  @Test
  void whatIsNoTokenIsNotAskedAbout() {
    assertThat(authenticator.authenticate(null, null)).isEmpty();
    assertThat(authenticator.authenticate(null, "Basic dTpw")).isEmpty();
    // Nor would the API server take it for a question.
    assertThat(authenticator.authenticate(null, "Bearer ")).isEmpty();
    assertThat(authenticator.authenticate(null, "Bearer")).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void theSchemeIsInLettersOfAnyCase() {
    assertThat(authenticator.authenticate(null, "bearer good")).isPresent();
    assertThat(authenticator.authenticate(null, " BEARER  good ")).isPresent();
    assertThat(authenticator.authenticate(null, "bearergood")).isEmpty();
  }

  @Test
  void manyTokensDoNotFillTheMemory() {
    var cache = new ExpiringCache<Integer, Integer>(clock);
    var loads = new ArrayList<Integer>();
    for (int i = 0; i < 100_000; i++) {
      int key = i;
      cache.get(key, () -> key, value -> Duration.ofHours(1));
    }
    for (int i = 0; i < 100_000; i++) {
      int key = i;
      cache.get(
          key,
          () -> {
            loads.add(key);
            return key;
          },
          value -> Duration.ofHours(1));
    }

    assertThat(loads).hasSizeGreaterThan(98_000);
  }

  @Test
  void aCertificateNamesItsUserAndItsGroups() {
    var authority = new TestAuthority();

    assertThat(Authenticator.caller(authority.issue("CN=me,O=one,O=two,OU=not").certificate()))
        .contains(new Caller("me", "", List.of("one", "two", "system:authenticated"), Map.of()));
    // As Go writes several organizations: values of one part of the name.
    assertThat(
            Authenticator.caller(authority.issue("O=one+O=two,CN=me").certificate()).orElseThrow())
        .satisfies(
            caller -> {
              assertThat(caller.user()).isEqualTo("me");
              assertThat(caller.groups())
                  .containsExactlyInAnyOrder("one", "two", "system:authenticated");
            });
    assertThat(Authenticator.caller(authority.issue("O=nobody").certificate())).isEmpty();
  }

  private static String subresource(JsonNode review) {
    return review.at("/spec/resourceAttributes/subresource").asString();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode review = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
      asked.add(review);
      String told =
          exchange.getRequestURI().getPath().endsWith("tokenreviews")
              ? "{\"authenticated\":%s,\"user\":{\"username\":\"someone\"}}"
                  .formatted(review.at("/spec/token").asString().equals("good"))
              : "{\"allowed\":%s}".formatted(subresource(review).equals(allowed));
      byte[] answer = "{\"status\":%s}".formatted(told).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static final class TurningClock extends Clock {
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
