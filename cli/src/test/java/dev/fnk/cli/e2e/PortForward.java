package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kubectl that forwards one port of a pod until it is closed. */
final class PortForward implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+)");

  private final Home home;
  private final String name;
  private final Process kubectl;
  private final int port;

  PortForward(Home home, String pod, int remote) {
    this.home = home;
    this.name = "forward-%s-%d-%d".formatted(pod, remote, System.nanoTime());
    kubectl =
        home.startKubectl(
            home.file(name + ".out"),
            home.file(name + ".err"),
            "port-forward",
            "pod/" + pod,
            "--address=127.0.0.1",
            ":" + remote);
    port = Await.value("kubectl listens", Duration.ofMinutes(2), this::listening);
  }

  private Optional<Integer> listening() {
    Matcher line = LISTENING.matcher(home.text(name + ".out"));
    return line.find() ? Optional.of(Integer.parseInt(line.group(1))) : Optional.empty();
  }

  /** Asks for a page, with this body, and reads the head of the answer. */
  Socket request(String page, byte[] body) throws IOException {
    Socket socket = connect();
    String head =
        "POST /cgi-bin/%s HTTP/1.0\r\nContent-Length: %d\r\n\r\n".formatted(page, body.length);
    // An answer begins before all of the request is there.
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
              } catch (IOException _) {
                // told by what does not come back
              }
            });
    var answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n") && !answer.toString().endsWith("\n\n")) {
      int octet = socket.getInputStream().read();
      assertThat(octet).as("the answer so far: %s", answer).isNotNegative();
      answer.append((char) octet);
    }
    assertThat(answer).contains(" 200 ");
    return socket;
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Waits for kubectl's own end, and returns what it has said of it. */
  String ended(Duration within) throws InterruptedException {
    assertThat(kubectl.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    return home.text(name + ".err");
  }

  @Override
  public void close() {
    kubectl.destroy();
  }
}
