package dev.fnk.kubelet.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The kubelet's own health port: GET http://127.0.0.1:10248/healthz, loopback only. It says that
 * the process is alive, never that the node is Ready: a node that is not registered yet is no
 * reason to replace its task.
 */
public final class HealthServer implements AutoCloseable {
  /** The kubelet's healthzPort. */
  public static final int PORT = 10248;

  private final HttpServer server;

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param port 0: any
   * @throws IOException the port is taken
   */
  public static HealthServer start(int port) throws IOException {
    byte[] ok = "ok".getBytes(StandardCharsets.US_ASCII);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, ok.length);
            exchange.getResponseBody().write(ok);
          }
        });
    server.start();
    return new HealthServer(server);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
