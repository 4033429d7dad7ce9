package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl shows of containers' logs; and the virtual-kubelet project's own suite. */
final class LogsIT extends PodsInLab {
  private static final String SECOND = "second 1\nsecond 2\nsecond 3\nsecond 4\nsecond 5\n";

  @BeforeAll
  void talk() {
    apply("talks");
    Await.until(
        "it runs again",
        SOON,
        () ->
            restarts(home.kubectlJson("get", "pod", "talks"), "again") == 1
                && home.kubectl("logs", "talks", "-c", "again").out().contains("second 5"));
    logWith("ü".repeat(65_536), "talks", "-c", "long");
    log("talks", "-c", "ticks");
  }

  @Test
  void eachRunHasItsOwnLog() {
    assertThat(again()).isEqualTo(SECOND);
    // The line that had no end has one: the log driver keeps lines.
    assertThat(again("--previous")).isEqualTo("first 1\nfirst 2\nfirst 3\nno end\n");
    assertThat(again("--previous", "--tail=2")).isEqualTo("first 3\nno end\n");
  }

  @Test
  void partsOfALog() {
    assertThat(again("--tail=2")).isEqualTo("second 4\nsecond 5\n");
    assertThat(again("--tail=0")).isEmpty();
    assertThat(again("--tail=100")).isEqualTo(SECOND);
    assertThat(again("--limit-bytes=12")).isEqualTo("second 1\nsec");
    assertThat(again("--since=1h")).isEqualTo(SECOND);
    assertThat(again("--since-time=" + Instant.now().plusSeconds(60))).isEmpty();
    List<String> lines = again("--timestamps").lines().toList();
    assertThat(lines)
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{9}Z second \\d"));
    String third = lines.get(2).substring(0, lines.get(2).indexOf(' '));
    assertThat(again("--since-time=" + third)).endsWith("second 3\nsecond 4\nsecond 5\n");
  }

  @Test
  void allContainersOfAPod() {
    String all =
        home.kubectl("logs", "talks", "--all-containers", "--prefix", "--tail=2").exits(0).out();

    assertThat(all)
        .contains("[pod/talks/again] second 4\n[pod/talks/again] second 5\n")
        .contains("[pod/talks/ticks] ")
        .contains("[pod/talks/long] ü");
  }

  @Test
  void longLinesAreWhole() {
    List<String> lines =
        home.kubectl("logs", "talks", "-c", "long").exits(0).out().lines().toList();

    assertThat(lines.stream().map(String::length)).containsExactly(102_400, 307_200, 65_536);
    assertThat(lines.get(2).equals("ü".repeat(65_536))).isTrue();
  }

  @Test
  void whatHasNoLogSaysWhy() {
    Run waiting =
        Await.value(
            "a container waits",
            SOON,
            () ->
                Optional.of(home.kubectl("logs", "lacks"))
                    .filter(run -> run.err().contains("CreateContainerConfigError")));

    assertThat(waiting.err())
        .contains(
            "container \"main\" in pod \"lacks\" is waiting to start: CreateContainerConfigError");
    assertThat(home.kubectl("logs", "talks", "-c", "long", "--previous").exits(1).err())
        .contains("previous terminated container \"long\" in pod \"talks\" not found");
    assertThat(home.kubectl("logs", "talks", "-c", "nobody").exits(1).err())
        .contains("container nobody is not valid for pod talks");
    // Asked past the API server, whose own gate for this is closed.
    String path =
        "/api/v1/nodes/virtual-kubelet/proxy/containerLogs/default/talks/long?stream=Stderr";
    assertThat(home.kubectl("get", "--raw", path).exits(1).err()).contains("BadRequest");
  }

  /** Lines bear the machine's uptime at which they were written. */
  @Test
  void followedLinesComeWithinASecond(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("ticks");
    List<Duration> late = new ArrayList<>();
    Process follower = home.startKubectl(out, "logs", "-f", "talks", "-c", "ticks", "--tail=1");
    try {
      int seen = -1;
      Instant deadline = Instant.now().plusSeconds(180);
      while (late.size() < 20) {
        assertThat(Instant.now()).isBefore(deadline);
        List<String> lines = whole(out);
        double now = uptime();
        for (String line : lines.subList(Math.max(seen, 0), lines.size())) {
          // The first ones are history.
          if (seen >= 0) {
            late.add(Duration.ofMillis(Math.round((now - Double.parseDouble(line)) * 1000)));
          }
        }
        seen = lines.isEmpty() ? seen : lines.size();
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } finally {
      follower.destroy();
      assertThat(follower.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    late.sort(null);
    System.out.printf("logs -f: median %s, most %s%n", late.get(10), late.getLast());
    assertThat(late.get(10)).isLessThan(Duration.ofSeconds(1));
    assertThat(late.getLast()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void followingEndsWithTheContainer(@TempDir Path folder) throws Exception {
    apply("ends");
    inPhase("ends", "Running");
    Path out = folder.resolve("out");
    Process follower = home.startKubectl(out, "logs", "-f", "ends");
    try {
      Await.until("it follows", SOON, () -> begun(out));
      home.kubectl("exec", "ends", "--", "touch", "/tmp/go").exits(0);
      inPhase("ends", "Succeeded");
      assertThat(follower.waitFor(6, TimeUnit.SECONDS)).isTrue();
    } finally {
      follower.destroy();
    }
    assertThat(out).hasContent("begin\nend\n");
    assertThat(home.kubectl("logs", "ends").exits(0).out()).isEqualTo("begin\nend\n");
  }

  @Test
  void theVirtualKubeletProjectsSuitePasses() {
    home.set("SUITE_KUBECONFIG", home.kubeconfig().toString());
    home.set("SUITE_NODE", "virtual-kubelet");
    home.set("SUITE_NAMESPACE", "default");
    home.set("SUITE_IMAGE", image);

    home.script("virtual-kubelet-suite/build").exits(0);
    Run run = home.cached("virtual-kubelet-suite/suite", "-test.v");

    System.out.println(run.out());
    run.exits(0);
  }

  private String again(String... options) {
    var arguments = new ArrayList<>(List.of("logs", "talks", "-c", "again"));
    arguments.addAll(List.of(options));
    return home.kubectl(arguments.toArray(String[]::new)).exits(0).out();
  }

  private static List<String> whole(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static boolean begun(Path file) {
    try {
      return Files.readString(file).equals("begin\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double uptime() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
  }
}
