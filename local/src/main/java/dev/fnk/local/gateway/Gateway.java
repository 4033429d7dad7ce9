package dev.fnk.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP endpoint: loopback first, then bridge addresses, all on one port with one set of
 * handlers.
 */
public final class Gateway implements BridgeListeners, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int BACKLOG = 1024;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final Map<InetAddress, HttpServer> bridges = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final PlainHttpPort front;
  private final HttpServer loopback;

  static {
    // The JDK's server waits for delayed acknowledgements and drops idle connections early
    // unless told otherwise; it reads these once.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "120");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
  }

  /**
   * Binds the loopback address; nothing is answered before {@link #start}.
   *
   * @param port port, 0 for any
   * @throws IOException the port is taken
   */
  public Gateway(int port) throws IOException {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    this.front = new PlainHttpPort(new InetSocketAddress(address, port), BACKLOG, executor);
    this.loopback = HttpServer.create(new InetSocketAddress(address, 0), BACKLOG);
  }

  /** The endpoint on loopback, such as {@code http://127.0.0.1:4599}. */
  public URI endpoint() {
    return uri(front.address());
  }

  /** Answers every path below {@code prefix} with a handler; the longest prefix wins. */
  public void handle(String prefix, HttpHandler handler) {
    handlers.put(prefix, handler);
  }

  public void start() {
    serve(loopback);
    front.start(loopback.getAddress());
  }

  @Override
  public URI listen(InetAddress address) throws IOException {
    lock.lock();
    try {
      HttpServer server = bridges.get(address);
      if (server == null) {
        server =
            HttpServer.create(new InetSocketAddress(address, front.address().getPort()), BACKLOG);
        bridges.put(address, server);
        serve(server);
      }
      return uri(server.getAddress());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close(InetAddress address) {
    lock.lock();
    try {
      HttpServer server = bridges.remove(address);
      if (server != null) {
        server.stop(0);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      bridges.values().forEach(server -> server.stop(0));
      bridges.clear();
    } finally {
      lock.unlock();
    }
    try {
      front.close();
    } catch (IOException e) {
      LOG.warn("the port on loopback could not be closed", e);
    }
    loopback.stop(0);
    executor.shutdownNow();
  }

  private void serve(HttpServer server) {
    server.setExecutor(executor);
    server.createContext("/", this::dispatch);
    server.start();
  }

  private void dispatch(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    String prefix =
        handlers.keySet().stream()
            .filter(path::startsWith)
            .max(java.util.Comparator.comparingInt(String::length))
            .orElse("");
    HttpHandler handler = handlers.get(prefix);
    try (exchange) {
      if (handler == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        handler.handle(exchange);
      }
    } catch (IOException e) {
      LOG.debug("{} {}: the client went away", exchange.getRequestMethod(), path, e);
    }
  }

  private static URI uri(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }
}
