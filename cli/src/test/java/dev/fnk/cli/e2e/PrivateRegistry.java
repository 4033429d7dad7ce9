package dev.fnk.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry that asks for a login, on a loopback address: as a program, so that it can be one in
 * the network of a task, too. What it has, and whom it admits, is in a folder: {@code login}
 * ({@code user:password}), {@code manifests/REFERENCE}, {@code blobs/DIGEST}.
 */
final class PrivateRegistry {
  private static final Pattern PATH = Pattern.compile("/v2/app/(manifests|blobs)/([\\w:.-]+)");
  private static final List<String> MANIFESTS =
      List.of(
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.oci.image.manifest.v1+json");

  private final Path folder;

  private PrivateRegistry(Path folder) {
    this.folder = folder;
  }

  /**
   * @param arguments port and folder
   */
  public static void main(String[] arguments) throws IOException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    var registry = new PrivateRegistry(Path.of(arguments[1]));
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v2/", registry::answer);
    server.start();
    System.out.println("listening");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String login = Files.readString(folder.resolve("login"));
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    var path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"private\"");
      send(exchange, 401, new byte[0]);
    } else if (!path.matches()) {
      boolean root = exchange.getRequestURI().getPath().equals("/v2/");
      send(exchange, root ? 200 : 404, new byte[0]);
    } else {
      Path file = folder.resolve(path.group(1)).resolve(path.group(2));
      if (!Files.exists(file)) {
        send(exchange, 404, new byte[0]);
        return;
      }
      byte[] content = Files.readAllBytes(file);
      if (path.group(1).equals("manifests")) {
        String type =
            new JsonMapper().readTree(content).path("mediaType").asString(MANIFESTS.get(0));
        exchange.getResponseHeaders().add("Content-Type", type);
      }
      send(exchange, 200, content);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().add("Content-Length", Integer.toString(content.length));
    }
    exchange.sendResponseHeaders(status, head || content.length == 0 ? -1 : content.length);
    if (!head) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  /**
   * Copies an image of one platform from another registry, as {@code app:1}.
   *
   * @param image with its registry's host; by HTTP
   * @param authorization what that registry is shown
   * @return the digest
   */
  static String copy(String image, String authorization, Path folder)
      throws IOException, InterruptedException {
    var name = Pattern.compile("([^/]+)/(.+?)[:@]((?:sha256:)?[^:@]+)").matcher(image);
    if (!name.matches()) {
      throw new IllegalArgumentException(image);
    }
    var from = URI.create("http://%s/v2/%s/".formatted(name.group(1), name.group(2)));
    Files.createDirectories(folder.resolve("manifests"));
    Files.createDirectories(folder.resolve("blobs"));
    byte[] manifest = get(from.resolve("manifests/" + name.group(3)), authorization);
    JsonNode read = new JsonMapper().readTree(manifest);
    Files.write(folder.resolve("manifests/1"), manifest);
    Files.write(folder.resolve("manifests/" + digest(manifest)), manifest);
    blob(from, authorization, read.at("/config/digest").asString(), folder);
    for (JsonNode layer : read.path("layers")) {
      blob(from, authorization, layer.path("digest").asString(), folder);
    }
    return digest(manifest);
  }

  private static void blob(URI from, String authorization, String digest, Path folder)
      throws IOException, InterruptedException {
    Files.write(
        folder.resolve("blobs").resolve(digest),
        get(from.resolve("blobs/" + digest), authorization));
  }

  private static byte[] get(URI uri, String authorization)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri).header("Authorization", authorization);
    MANIFESTS.forEach(type -> request.header("Accept", type));
    try (var client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException(uri + ": " + answer.statusCode());
      }
      return answer.body();
    }
  }

  private static String digest(byte[] content) {
    try {
      var hash = java.security.MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + java.util.HexFormat.of().formatHex(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
