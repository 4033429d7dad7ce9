package dev.fnk.local.moto;

import dev.fnk.local.process.Child;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * moto as a child process on loopback. Its state is in memory: when it ends, the account is gone.
 */
public final class MotoServer {
  private static final Duration READY = Duration.ofSeconds(90);

  private final Child child;
  private final URI endpoint;

  private MotoServer(Child child, URI endpoint) {
    this.child = child;
    this.endpoint = endpoint;
  }

  /**
   * Starts moto and waits until it listens.
   *
   * @param log takes its output
   * @throws IOException it does not start
   */
  public static MotoServer start(ChildProcesses children, PythonEnvironment python, Path log)
      throws IOException {
    int port = freePort();
    Child child =
        children.start(
            "moto",
            List.of(
                python.python().toString(),
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                Integer.toString(port)),
            // Without the managed policies no AWS role could be made; the AMIs take start-up time.
            Map.of("MOTO_IAM_LOAD_MANAGED_POLICIES", "true", "MOTO_EC2_LOAD_DEFAULT_AMIS", "false"),
            log);
    awaitListening(child, port);
    return new MotoServer(child, URI.create("http://127.0.0.1:" + port));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Completes with its exit code when it ends. */
  public CompletableFuture<Integer> exited() {
    return child.exited();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(Child child, int port) throws IOException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (child.alive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 200);
        return;
      } catch (IOException _) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
    String why = child.alive() ? "does not listen after " + READY.toSeconds() + " s" : "ended";
    List<String> lines = Files.readAllLines(child.log());
    throw new IOException(
        "moto %s; the end of %s:%n%s"
            .formatted(
                why,
                child.log(),
                String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()))));
  }
}
