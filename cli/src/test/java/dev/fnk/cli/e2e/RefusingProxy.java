package dev.fnk.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy on loopback that takes note of what it is asked for, and lets nobody through. */
final class RefusingProxy implements AutoCloseable {
  private static final byte[] NO =
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  RefusingProxy() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** First lines of the requests so far. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (var connection = socket.accept()) {
        refuse(connection);
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }

  private void refuse(Socket connection) throws IOException {
    var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    var first = in.readLine();
    if (first != null) {
      requests.add(first);
      for (var line = first; line != null && !line.isEmpty(); line = in.readLine()) {
        // To the end of the headers, so that closing does not reset the connection.
      }
      connection.getOutputStream().write(NO);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
