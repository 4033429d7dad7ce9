package dev.fnk.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that passes plain HTTP on to a server behind it, and tells TLS clients at once that there
 * is no TLS. Registry clients try TLS first and fall back when refused; the JDK's HTTP server would
 * wait for the end of a request line that never comes, and they with it.
 */
final class PlainHttpPort implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlainHttpPort.class);

  /** First byte of a TLS handshake record (RFC 8446, section 5.1). */
  private static final int TLS_HANDSHAKE = 0x16;

  private static final byte[] REFUSAL =
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final int DRAIN_MILLIS = 2_000;

  private final ServerSocket port;
  private final ExecutorService executor;

  /**
   * Binds; no connection is taken before {@link #start}.
   *
   * @throws IOException the port is taken
   */
  PlainHttpPort(InetSocketAddress address, int backlog, ExecutorService executor)
      throws IOException {
    this.port = new ServerSocket();
    this.executor = executor;
    port.setReuseAddress(true);
    try {
      port.bind(address, backlog);
    } catch (IOException e) {
      port.close();
      throw e;
    }
  }

  InetSocketAddress address() {
    return new InetSocketAddress(port.getInetAddress(), port.getLocalPort());
  }

  void start(InetSocketAddress behind) {
    executor.execute(() -> acceptAll(behind));
  }

  private void acceptAll(InetSocketAddress behind) {
    while (!port.isClosed()) {
      try {
        Socket client = port.accept();
        executor.execute(() -> serve(client, behind));
      } catch (IOException e) {
        if (!port.isClosed()) {
          LOG.warn("a connection could not be taken", e);
        }
      }
    }
  }

  private void serve(Socket client, InetSocketAddress behind) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      int first = in.read();
      if (first == TLS_HANDSHAKE) {
        refuse(client);
      } else if (first >= 0) {
        try (Socket server = new Socket(behind.getAddress(), behind.getPort())) {
          server.setTcpNoDelay(true);
          server.getOutputStream().write(first);
          executor.execute(() -> pass(client, server));
          pass(server, client);
        }
      }
    } catch (IOException e) {
      LOG.debug("a client went away", e);
    }
  }

  private static void refuse(Socket client) throws IOException {
    client.getOutputStream().write(REFUSAL);
    client.shutdownOutput();
    // Closing with unread bytes would reset the connection before the answer is read.
    client.setSoTimeout(DRAIN_MILLIS);
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("one side went away", e);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing", e);
    }
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
