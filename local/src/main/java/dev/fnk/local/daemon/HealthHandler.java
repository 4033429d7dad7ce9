package dev.fnk.local.daemon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Says that the background process answers, and which one it is; nothing else. */
final class HealthHandler implements HttpHandler {
  static final String PATH = "/_fnk/health";

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body =
        "{\"pid\":%d,\"version\":\"%s\"}\n"
            .formatted(ProcessHandle.current().pid(), version())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String version() {
    String version = HealthHandler.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
