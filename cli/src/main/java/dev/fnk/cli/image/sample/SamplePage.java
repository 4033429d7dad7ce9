package dev.fnk.cli.image.sample;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample workload: a web page that names the pod, the node and the address that answer. Set by
 * its environment: POD_NAME, POD_NAMESPACE, NODE_NAME, POD_IP, PORT (8080).
 */
public final class SamplePage {
  private final Map<String, String> environment;
  private final String address;

  SamplePage(Map<String, String> environment, String address) {
    this.environment = environment;
    this.address = address;
  }

  static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    int port = Integer.parseInt(environment.getOrDefault("PORT", "8080"));
    SamplePage page = new SamplePage(environment, ownAddress(environment));
    HttpServer server = page.start(new InetSocketAddress(port));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("stopping");
                  server.stop(2);
                  ended.countDown();
                }));
    System.out.println("listening on " + page.address + ":" + port);
    ended.await();
  }

  HttpServer start(InetSocketAddress listen) throws IOException {
    HttpServer server = HttpServer.create(listen, 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/healthz" -> send(exchange, 200, "text/plain", "ok\n");
        case "/" -> {
          String accept = exchange.getRequestHeaders().getFirst("Accept");
          boolean html = accept != null && accept.contains("text/html");
          System.out.println(
              exchange.getRequestMethod() + " / from " + exchange.getRemoteAddress());
          send(exchange, 200, html ? "text/html" : "text/plain", html ? html() : text());
        }
        default -> send(exchange, 404, "text/plain", "nothing at " + path + "\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private String value(String variable) {
    return environment.getOrDefault(variable, "unknown");
  }

  private String text() {
    return "pod: %s%nnamespace: %s%nnode: %s%naddress: %s%n"
        .formatted(value("POD_NAME"), value("POD_NAMESPACE"), value("NODE_NAME"), address);
  }

  private String html() {
    return """
        <!doctype html>
        <html lang="en"><head><title>%1$s</title></head>
        <body><h1>%1$s</h1><dl><dt>namespace</dt><dd>%2$s</dd><dt>node</dt><dd>%3$s</dd>\
        <dt>address</dt><dd>%4$s</dd></dl></body></html>
        """
        .formatted(
            escape(value("POD_NAME")),
            escape(value("POD_NAMESPACE")),
            escape(value("NODE_NAME")),
            escape(address));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The pod's address: what Kubernetes says, else ECS's task metadata, else the interface. */
  static String ownAddress(Map<String, String> environment)
      throws IOException, InterruptedException {
    String told = environment.get("POD_IP");
    if (told != null && !told.isBlank()) {
      return told;
    }
    String metadata = environment.get("ECS_CONTAINER_METADATA_URI_V4");
    if (metadata != null) {
      try {
        return fromMetadata(URI.create(metadata));
      } catch (IOException noAnswer) {
        System.out.println("no task metadata: " + noAnswer.getMessage());
      }
    }
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(InetAddress::isSiteLocalAddress)
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("unknown");
  }

  /** See "Amazon ECS task metadata endpoint version 4": Networks[0].IPv4Addresses[0]. */
  private static String fromMetadata(URI metadata) throws IOException, InterruptedException {
    Duration patience = Duration.ofSeconds(2);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(patience).build()) {
      HttpRequest request = HttpRequest.newBuilder(metadata).timeout(patience).build();
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher found =
          Pattern.compile("\"IPv4Addresses\"\\s*:\\s*\\[\\s*\"([0-9.]+)\"").matcher(body);
      if (!found.find()) {
        throw new IOException("no address in " + body);
      }
      return found.group(1);
    }
  }
}
