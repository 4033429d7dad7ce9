package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.sts.FakeSts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The agent's own program, with a supervisor a container, as processes of this machine. */
final class RealAgent implements AutoCloseable {
  private static final Pattern SERVING = Pattern.compile("address=127\\.0\\.0\\.1:(\\d+)");

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  /**
   * @param role of the task
   * @param task its id
   */
  RealAgent(Path program, FakeSts sts, String role, String task, String... containers)
      throws IOException {
    this(program, sts, role, task, 0, containers);
  }

  /**
   * @param at port; 0: any that is free
   */
  RealAgent(Path program, FakeSts sts, String role, String task, int at, String... containers)
      throws IOException {
    this.directory = Files.createTempDirectory("agent");
    var builder =
        new ProcessBuilder(
            program.toString(),
            "serve",
            "--containers",
            String.join(",", containers),
            "--node-role",
            "arn:aws:iam::123456789012:role/with/a/path/node",
            "--listen",
            "127.0.0.1:" + at);
    builder.environment().put("FNK_CONTROL", directory.resolve("control").toString());
    builder.environment().put("AWS_REGION", "eu-west-1");
    builder.environment().put("AWS_ENDPOINT_URL_STS", sts.endpoint().toString());
    builder
        .environment()
        .put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/credentials/" + sts.key(role, task));
    // 169.254.170.2 exists once on a machine; Go asks no proxy for 127.0.0.1.
    builder.environment().put("HTTP_PROXY", sts.endpoint().toString());
    Process agent = builder.redirectErrorStream(true).start();
    processes.add(agent);
    Thread.ofVirtual().start(() -> read(agent));
    for (String container : containers) {
      var supervisor = new ProcessBuilder(program.toString(), "supervise", container);
      supervisor.environment().put("FNK_CONTROL", directory.resolve("control").toString());
      processes.add(supervisor.inheritIO().start());
    }
  }

  /** Builds the program. */
  static Path build(Path into) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("fnk.home", ".."));
    Process build =
        new ProcessBuilder(
                home.resolve("scripts/agent").toAbsolutePath().toString(), "build", into.toString())
            .inheritIO()
            .start();
    assertThat(build.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(build.exitValue()).isZero();
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return into.resolve(architecture).resolve("agent");
  }

  private void read(Process agent) {
    try (BufferedReader lines = agent.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(line);
        Matcher serving = SERVING.matcher(line);
        if (serving.find()) {
          port.complete(Integer.parseInt(serving.group(1)));
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  int port() throws Exception {
    return port.get(20, TimeUnit.SECONDS);
  }

  Process agent() {
    return processes.getFirst();
  }

  /** Of the n-th container. */
  Process supervisor(int number) {
    return processes.get(number + 1);
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
