package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the node keeps of pods that are as large as an API server's. */
@Timeout(120)
class PodMemoryIT {
  private static final Pattern CONTINUE = Pattern.compile("continue=(\\d+)");
  private static final Pattern LIMIT = Pattern.compile("limit=(\\d+)");

  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private KubernetesClient client;
  private int pods = 3;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void stop() {
    over.countDown();
    client.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query =
        URLDecoder.decode(
            String.valueOf(exchange.getRequestURI().getRawQuery()), StandardCharsets.UTF_8);
    queries.add(query);
    try (exchange) {
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        // No WebSocket here: the client then watches by plain HTTP.
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      if (query.contains("watch=true")) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        over.await();
        return;
      }
      int from = number(CONTINUE, query, 0);
      int to = Math.min(pods, from + number(LIMIT, query, pods));
      var page = new StringBuilder();
      for (int i = from; i < to; i++) {
        page.append(i > from ? "," : "").append(pod(i));
      }
      String list =
          """
          {"apiVersion":"v1","kind":"PodList",
           "metadata":{"resourceVersion":"7"%s},"items":[%s]}
          """
              .formatted(to < pods ? ",\"continue\":\"" + to + "\"" : "", page);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] body = list.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int number(Pattern pattern, String query, int otherwise) {
    Matcher matcher = pattern.matcher(query);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
  }

  /** As an API server has it: 40 fields managed by three managers, a token's volume, conditions. */
  private static String pod(int number) {
    var fields = new StringBuilder();
    for (int i = 0; i < 120; i++) {
      fields
          .append(i > 0 ? "," : "")
          .append("\"f:field-of-some-length-")
          .append(i)
          .append("\":{\".\":{},\"f:value\":{}}");
    }
    return """
        {"metadata":{"name":"web-%1$d","namespace":"default","uid":"uid-%1$d","resourceVersion":"5",
          "labels":{"app":"web","pod-template-hash":"5d4f8c7b9"},
          "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web","uid":"o"}],
          "managedFields":[{"manager":"kube-controller-manager","operation":"Update",
            "apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{%2$s}}]},
         "spec":{"nodeName":"virtual-kubelet","serviceAccountName":"default",
          "containers":[{"name":"web","image":"registry.example/team/web:1.2.3",
            "env":[{"name":"A","value":"b"},
              {"name":"NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
            "ports":[{"containerPort":8080}],
            "resources":{"requests":{"cpu":"250m","memory":"512Mi"}},
            "volumeMounts":[{"name":"kube-api-access-x","mountPath":"/var/run/secrets"}]}],
          "volumes":[{"name":"kube-api-access-x","projected":{"sources":[
            {"serviceAccountToken":{"path":"token","expirationSeconds":3607}},
            {"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}]}}],
          "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists"},
            {"key":"node.kubernetes.io/unreachable","operator":"Exists"}]},
         "status":{"phase":"Running","podIP":"10.0.1.5","hostIP":"10.0.0.9",
          "conditions":[{"type":"Ready","status":"True"},{"type":"Initialized","status":"True"},
            {"type":"PodScheduled","status":"True"},{"type":"ContainersReady","status":"True"}],
          "containerStatuses":[{"name":"web","ready":true,"restartCount":0,
            "containerID":"fargate://0123456789abcdef0123456789abcdef/web",
            "state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}}}]}}
        """
        .formatted(number, fields);
  }

  private static final class Followed implements PodFeed.Listener {
    private final PodBook book = new PodBook();
    private final CountDownLatch synced = new CountDownLatch(1);

    @Override
    public void seen(Pod pod) {
      book.followed(pod);
    }

    @Override
    public void gone(Pod pod, boolean certain) {}

    @Override
    public void synced() {
      synced.countDown();
    }
  }

  @Test
  void podsAreListedByPagesAndKeptWithoutTheirManagers() throws InterruptedException {
    pods = 1100;
    var followed = new Followed();
    try (var feed = new InformerFeed(client, "virtual-kubelet")) {
      feed.follow(followed);
      assertThat(followed.synced.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(followed.book.pods()).hasSize(1100);
    assertThat(followed.book.pods())
        .allSatisfy(pod -> assertThat(pod.getMetadata().getManagedFields()).isEmpty());
    assertThat(queries).filteredOn(q -> !q.contains("watch=true")).hasSize(3);
    assertThat(queries).allSatisfy(q -> assertThat(q).contains("spec.nodeName=virtual-kubelet"));
  }

  @ParameterizedTest
  @CsvSource({"100, 10", "1000, 50", "5000, 100"})
  void whatThePodsTakeIsBounded(int number, int mostMiB) throws InterruptedException {
    pods = number;
    long before = used();
    var followed = new Followed();
    try (var feed = new InformerFeed(client, "virtual-kubelet")) {
      feed.follow(followed);
      assertThat(followed.synced.await(20, TimeUnit.SECONDS)).isTrue();
      long mib = (used() - before) >> 20;
      System.out.printf(
          "%d pods of %d bytes each (JSON) take %d MiB%n", number, pod(0).length(), mib);
      assertThat(followed.book.pods()).hasSize(number);
      assertThat(mib).isLessThan(mostMiB);
    }
  }

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(100);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
