package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubectl does in a pod's containers and at its ports: exec, attach, cp, port-forward. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamsIT {
  private static final int MEGABYTES_10 = 10 << 20;

  /** Each with 2 MiB both ways. */
  private static final int CONNECTIONS = 50;

  private final Home home =
      Home.with(
          """
          lab: e2e-streams
          local: true
          network:
            vpcCidr: 10.195.0.0/16
          workload:
            replicas: 1
          """);

  @BeforeAll
  void start() throws IOException {
    home.fnk("local", "start").exits(0);
    home.fnk("up", "--yes").exits(0);
    begin("shell", "shell");
  }

  /** Has a pod of a manifest run, under this name. */
  private void begin(String manifest, String name) throws IOException {
    String image = image();
    try (InputStream file = StreamsIT.class.getResourceAsStream("pods/" + manifest + ".yaml")) {
      var text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      home.kubectlWithInput(text.replace("IMAGE", image).replace("NAME", name), "apply", "-f", "-")
          .exits(0);
    }
    Await.until(
        "the pod runs",
        Duration.ofSeconds(90),
        () ->
            home.kubectlJson("get", "pod", name)
                .at("/status/phase")
                .asString("")
                .equals("Running"));
  }

  private String image() {
    return home.kubectlJson("get", "pods", "-n", "default", "-l", "app.kubernetes.io/name=sample")
        .at("/items/0/spec/containers/0/image")
        .asString();
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @Test
  void aCommandRunsAsItsContainerAndItsEndComesBack() {
    Run run =
        home.kubectl(
            "exec", "shell", "--", "sh", "-c", "echo $(id -u) $(id -g) $WORD; echo e >&2; exit 7");

    assertThat(run.exits(7).out()).isEqualTo("1234 4321 hush\n");
    assertThat(run.err()).startsWith("e\n").contains("exit code 7");
  }

  /** kubectl speaks WebSocket to the node unless it is told not to. */
  @Test
  void theOlderProtocolIsSpokenToo() {
    home.set("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", "false");
    try {
      aCommandRunsAsItsContainerAndItsEndComesBack();
      whatIsSentComesBack();
    } finally {
      home.unset("KUBECTL_REMOTE_COMMAND_WEBSOCKETS");
    }
  }

  @Test
  void aProgramThatIsNotThereIsToldOf() {
    Run run = home.kubectl("exec", "shell", "--", "nothere").exits(127);

    assertThat(run.err()).contains("executable file not found");
  }

  @Test
  void whatIsSentComesBack() {
    byte[] octets = new byte[MEGABYTES_10 / 2];
    new Random(7).nextBytes(octets);
    String text = HexFormat.of().formatHex(octets);

    Run run = home.kubectlWithInput(text, "exec", "-i", "shell", "--", "cat").exits(0);

    assertThat(run.out().equals(text)).isTrue();
  }

  @Test
  void filesAreCopiedBothWays(@TempDir Path folder) throws IOException {
    byte[] octets = new byte[MEGABYTES_10];
    new Random(8).nextBytes(octets);
    Path there = Files.write(folder.resolve("there"), octets);
    Path back = folder.resolve("back");

    home.kubectl("cp", there.toString(), "shell:/tmp/copied").exits(0);
    home.kubectl("cp", "shell:/tmp/copied", back.toString()).exits(0);

    assertThat(back).hasBinaryContent(octets);
  }

  @Test
  void aPortOfTheLoopbackIsReachedByManyAtATime() throws Exception {
    begin("ports", "ports");
    try (var forward = new PortForward(home, "ports", 7000);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> same = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int seed = i;
        same.add(senders.submit(() -> echoed(forward, seed)));
      }
      for (Future<Boolean> each : same) {
        assertThat(each.get(120, TimeUnit.SECONDS)).isTrue();
      }
    }
    try (var closed = new PortForward(home, "ports", 9);
        var socket = closed.connect()) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(closed.ended(Duration.ofSeconds(10)))
          .contains("failed to connect to localhost:9 inside the pod", "connection refused");
    }
  }

  /** What is sent comes back, and then the end. */
  private static boolean echoed(PortForward forward, int seed) throws IOException {
    byte[] octets = new byte[2 << 20];
    new Random(seed).nextBytes(octets);
    try (var socket = forward.request("echo", octets)) {
      return Arrays.equals(socket.getInputStream().readAllBytes(), octets);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "pod"})
  void whatIsForwardedEndsWithTheAgentAndWithThePod(String what) throws Exception {
    String name = "ports-of-" + what;
    begin("ports", name);
    try (var forward = new PortForward(home, name, 7001);
        var socket = forward.request("zeros", new byte[0])) {
      assertThat(socket.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
      if (what.equals("agent")) {
        String task =
            home.kubectlJson("get", "pod", name)
                .at("/metadata/annotations/fnk.dev~1task")
                .asString();
        String id = task.substring(task.lastIndexOf('/') + 1);
        home.docker("kill", "fnk-" + id + "-fnk-agent").exits(0);
      } else {
        home.kubectl("delete", "pod", name, "--wait=false").exits(0);
      }

      // A kubectl whose own client does not read hears of nothing.
      Thread reader = Thread.ofVirtual().start(() -> drain(socket));
      assertThat(forward.ended(Duration.ofSeconds(10))).contains("lost connection to pod");
      assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static void drain(Socket socket) {
    byte[] octets = new byte[1 << 16];
    try {
      while (socket.getInputStream().read(octets) >= 0) {
        // what was in flight
      }
    } catch (IOException _) {
      // a connection that is reset has ended, too
    }
  }

  @Test
  void aTerminalHasItsSizeItsKeysAndItsExitCode() throws IOException {
    Run run =
        new Terminal(home)
            .size(40, 100)
            .see("$ ")
            .type("stty size\n")
            .see("40 100")
            .size(24, 80)
            .type("until test \"$(stty size)\" = '24 80'; do sleep 0.1; done; echo re'sized'\n")
            .see("resized")
            .type("echo sleep'ing'; sleep 100\n")
            .see("sleeping")
            .type("\u0003")
            .see("$ ")
            .type("echo code $?\n")
            .see("code 130")
            .type("(exit 7)\n\u0004") // no more: it ends with the last code
            .kubectl("exec", "-it", "shell", "--", "sh");

    run.exits(7);
  }

  @Test
  void whoIsAttachedHearsAndIsHeard() throws Exception {
    begin("attached", "attached");
    Path heard = home.file("heard");
    Process listening = home.startKubectl(heard, "attach", "attached", "-c", "open");
    try {
      Await.until(
          "the one hears what the other says",
          Duration.ofSeconds(60),
          () -> {
            home.kubectlWithInput("word\n", "attach", "-i", "attached", "-c", "open").exits(0);
            return home.text("heard").contains("heard word\n");
          });
    } finally {
      listening.destroy();
    }

    Run terminal =
        new Terminal(home)
            .size(33, 101)
            .type("\n")
            .see("$ ")
            .type("until test \"$(stty size)\" = '33 101'; do sleep 0.1; done; echo re'sized'\n")
            .see("resized")
            .type("exit 3\n")
            .kubectl("attach", "-it", "attached", "-c", "terminal");

    terminal.exits(0);
    Await.until(
        "the shell has ended",
        Duration.ofSeconds(30),
        () ->
            home.kubectlJson("get", "pod", "attached")
                    .at("/status/containerStatuses/1/lastState/terminated/exitCode")
                    .asInt(0)
                == 3);
    assertThat(home.kubectl("logs", "attached", "-c", "open").exits(0).out())
        .contains("heard word\n");
  }

  @Test
  void whatIsRunAtATerminalEndsWithItsCode() throws IOException {
    Run run =
        new Terminal(home)
            .type("\n")
            .see("$ ")
            .type("exit 5\n")
            .kubectl(Terminal.run(image(), "once-terminal", "-it", "sh"));

    run.exits(5);
    home.kubectl("get", "pod", "once-terminal").exits(1);
  }

  @Test
  void whatIsRunWithItsInputEndsWithIt() {
    Run run =
        home.kubectlWithInput(
            "one\ntwo\n",
            Terminal.run(image(), "once-pipe", "-i", "sh", "-c", "cat; echo end; exit 6"));

    assertThat(run.exits(6).out()).contains("one\ntwo\nend\n");
  }

  @Test
  void whatCannotBeAttachedToIsSaidInWords() {
    assertThat(home.kubectl("attach", "shell", "-c", "nothere").exits(1).err())
        .contains("container not found (\"nothere\")");
    assertThat(home.kubectl("exec", "shell", "-c", "nothere", "--", "true").exits(1).err())
        .contains("container not found (\"nothere\")");
  }
}
