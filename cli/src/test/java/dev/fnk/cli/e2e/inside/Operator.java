package dev.fnk.cli.e2e.inside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a controller does of its cluster: finds the API server as in-cluster clients do, knows it by
 * the pod's CA and itself by the pod's token, and leads when it holds the Lease {@code operator}.
 * Says what it finds.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api">Accessing
 *     the Kubernetes API from a Pod</a>
 */
public final class Operator {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final Duration TICK = Duration.ofMillis(500);

  private final String me;
  private final HttpClient client;
  private final String api;
  private final String leases;
  private String told = "";

  private Operator(String me) throws IOException, GeneralSecurityException {
    this.me = me;
    this.client = HttpClient.newBuilder().sslContext(clusters()).connectTimeout(LEASE).build();
    this.api =
        "https://"
            + System.getenv("KUBERNETES_SERVICE_HOST")
            + ":"
            + System.getenv("KUBERNETES_SERVICE_PORT");
    this.leases =
        "/apis/coordination.k8s.io/v1/namespaces/"
            + Files.readString(ACCOUNT.resolve("namespace"))
            + "/leases";
  }

  static void main(String[] arguments) throws Exception {
    var operator = new Operator(arguments[0].replaceFirst("--leader-elect=", ""));
    operator.serve();
    operator.look();
    Runtime.getRuntime().addShutdownHook(new Thread(operator::release));
    while (true) {
      try {
        operator.elect();
      } catch (IOException e) {
        operator.tell("the API server is away: " + e);
      }
      Thread.sleep(TICK);
    }
  }

  private void serve() throws IOException, GeneralSecurityException {
    HttpServer health = HttpServer.create(new InetSocketAddress(8081), 0);
    health.createContext("/healthz", Operator::well);
    health.start();
    HttpsServer webhook = HttpsServer.create(new InetSocketAddress(9443), 0);
    webhook.setHttpsConfigurator(new HttpsConfigurator(own()));
    webhook.createContext("/readyz", Operator::well);
    webhook.start();
  }

  private static void well(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** Whoever it asks, and as whom. */
  private void look() throws IOException, InterruptedException {
    String review = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
    String answer =
        call("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", review).body();
    say("identity " + field(answer, "username"));
    say(
        "secrets "
            + call(
                    "GET",
                    leases
                        .replaceFirst("/apis/.*/namespaces", "/api/v1/namespaces")
                        .replaceFirst("leases$", "secrets"),
                    "")
                .statusCode());
    try (HttpClient stranger = HttpClient.newHttpClient()) {
      stranger.send(
          HttpRequest.newBuilder(URI.create(api)).build(), HttpResponse.BodyHandlers.discarding());
      say("without the cluster's CA: taken");
    } catch (SSLException e) {
      say("without the cluster's CA: refused");
    }
  }

  /** One try to get or to keep the lease. */
  private synchronized void elect() throws IOException, InterruptedException {
    HttpResponse<String> found = call("GET", leases + "/operator", "");
    if (found.statusCode() == 404) {
      call("POST", leases, lease("", me));
      return;
    }
    String holder = field(found.body(), "holderIdentity");
    String renewed = field(found.body(), "renewTime");
    boolean over = holder.isEmpty() || Instant.parse(renewed).plus(LEASE).isBefore(Instant.now());
    if (!holder.equals(me) && !over) {
      tell("follows " + holder);
      return;
    }
    HttpResponse<String> put =
        call("PUT", leases + "/operator", lease(field(found.body(), "resourceVersion"), me));
    if (put.statusCode() == 200) {
      tell("leads");
    }
  }

  /** So that the next one need not wait for it to run out. */
  private synchronized void release() {
    try {
      String found = call("GET", leases + "/operator", "").body();
      if (field(found, "holderIdentity").equals(me)) {
        call("PUT", leases + "/operator", lease(field(found, "resourceVersion"), ""));
        say("released");
      }
    } catch (IOException e) {
      say("not released: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String lease(String version, String holder) {
    String now = MICRO_TIME.format(Instant.now());
    return """
    {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
     "metadata":{"name":"operator"%s},
     "spec":{"holderIdentity":"%s","leaseDurationSeconds":%d,"renewTime":"%s"}}
    """
        .formatted(
            version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"",
            holder,
            LEASE.toSeconds(),
            now);
  }

  /** With the token as it is now: it is renewed in its file. */
  private HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(LEASE)
            .header("Authorization", "Bearer " + Files.readString(ACCOUNT.resolve("token")))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Of the cluster's CA alone. */
  private static SSLContext clusters() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream ca = Files.newInputStream(ACCOUNT.resolve("ca.crt"))) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static SSLContext own() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(Path.of("/certs/keystore.p12"))) {
      store.load(file, PASSWORD);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** What is new. */
  private void tell(String what) {
    if (!what.equals(told)) {
      told = what;
      say(what);
    }
  }

  private static void say(String what) {
    System.out.println(what);
  }
}
