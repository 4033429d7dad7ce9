package dev.fnk.kubelet.image;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A registry on loopback: what is put there is served, unless a test says otherwise. */
final class FakeRegistry implements AutoCloseable {
  /**
   * @param authorization empty: none
   */
  record Asked(String method, String path, String query, String authorization) {}

  record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer of(int status, String... header) {
      return new Answer(
          status, header.length == 0 ? Map.of() : Map.of(header[0], header[1]), new byte[0]);
    }
  }

  /** Answers in the registry's stead; null: the registry itself does. */
  interface Guard {
    Answer answer(Asked asked) throws InterruptedException;
  }

  private final HttpServer server;
  private final Map<String, Answer> content = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Guard guard = _ -> null;

  FakeRegistry() throws IOException {
    this(HttpServer.create(loopback(), 0));
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeRegistry withTls(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new FakeRegistry(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** As a reference names it. */
  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void guardedBy(Guard its) {
    guard = its;
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  void forget() {
    asked.clear();
  }

  /** Puts a manifest under its digest and under these tags; returns the digest. */
  String manifest(String repository, String type, String json, String... tags) {
    byte[] octets = json.getBytes(StandardCharsets.UTF_8);
    String digest = sha256(octets);
    var answer =
        new Answer(200, Map.of("Content-Type", type, "Docker-Content-Digest", digest), octets);
    content.put("/v2/" + repository + "/manifests/" + digest, answer);
    for (String tag : tags) {
      content.put("/v2/" + repository + "/manifests/" + tag, answer);
    }
    return digest;
  }

  /** Puts a blob; returns its digest. */
  String blob(String repository, byte[] octets) {
    String digest = sha256(octets);
    put("/v2/" + repository + "/blobs/" + digest, new Answer(200, Map.of(), octets));
    return digest;
  }

  /** Puts an image of one platform; returns its manifest's digest. */
  String image(String repository, String architecture, String config, String... tags) {
    String blob =
        """
        {"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[]}}
        """
            .formatted(architecture, config);
    return manifest(
        repository,
        Manifest.DOCKER_IMAGE,
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":
          "application/vnd.docker.container.image.v1+json","digest":"%s"},"layers":[]}
        """
            .formatted(
                Manifest.DOCKER_IMAGE, blob(repository, blob.getBytes(StandardCharsets.UTF_8))),
        tags);
  }

  void put(String path, Answer answer) {
    content.put(path, answer);
  }

  static String sha256(byte[] octets) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      String query = exchange.getRequestURI().getQuery();
      var call =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              query == null ? "" : query,
              authorization == null ? "" : authorization);
      asked.add(call);
      Answer answer = guard.answer(call);
      if (answer == null) {
        answer = content.getOrDefault(call.path(), Answer.of(404));
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      boolean empty = answer.body().length == 0 || call.method().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
