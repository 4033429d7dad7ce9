package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What kubectl does in a pod's containers and at its ports: exec, cp, port-forward; attach, an old
 * kubectl and other clients, nested.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamsIT {
  private static final int MEGABYTES_10 = 10 << 20;

  /** Each with 2 MiB both ways. */
  private static final int CONNECTIONS = 50;

  final Home home =
      Home.with(
          """
          lab: e2e-streams
          local: true
          network:
            vpcCidr: 10.195.0.0/16
          workload:
            replicas: 1
          """);

  /** In the same lab, which takes a minute to start. */
  @Nested
  final class Attach extends AttachInLab {
    Attach() {
      super(StreamsIT.this);
    }
  }

  @Nested
  final class PythonClient extends PythonClientInLab {
    PythonClient() {
      super(StreamsIT.this);
    }
  }

  @Nested
  final class ClientGo extends ClientGoInLab {
    ClientGo() {
      super(StreamsIT.this);
    }
  }

  @Nested
  final class OldKubectl extends OldKubectlInLab {
    OldKubectl() {
      super(StreamsIT.this);
    }
  }

  @BeforeAll
  void start() {
    home.script("clients/build").exits(0);
    home.fnk("local", "start").exits(0);
    home.fnk("up", "--yes").exits(0);
    begin("shell", "shell");
  }

  /**
   * Has a pod of a manifest run, under this name: every container of it is ready, or has ended
   * once.
   */
  void begin(String manifest, String name) {
    Manifest.of("pods/" + manifest).with("IMAGE", image()).with("NAME", name).applyIn(home);
    Await.until(
        "the pod runs",
        Duration.ofMinutes(3),
        () -> {
          JsonNode status = home.kubectlJson("get", "pod", name).at("/status");
          return status.at("/phase").asString("").equals("Running")
              && status.at("/containerStatuses").valueStream().allMatch(StreamsIT::begun);
        });
  }

  private static boolean begun(JsonNode container) {
    return container.at("/ready").asBoolean(false)
        || container.at("/state/terminated").isObject()
        || container.at("/lastState/terminated").isObject();
  }

  String image() {
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

  /** The API server makes SPDY of it for a node that does not declare that it takes it. */
  @Test
  void kubectlsWebSocketComesToTheNodeItself() {
    double before = passedOn("exec");

    home.kubectl("exec", "shell", "--", "true").exits(0);

    Await.until("it is counted", Duration.ofSeconds(60), () -> passedOn("exec") > before);
  }

  /** How many WebSockets the API server has passed on as they are. */
  private double passedOn(String subresource) {
    String counter =
        "apiserver_websocket_streaming_requests_total{proxy_type=\"proxied_to_kubelet\",subresource=\"%s\"} "
            .formatted(subresource);
    return home.kubectl("get", "--raw", "/metrics")
        .exits(0)
        .out()
        .lines()
        .filter(line -> line.startsWith(counter))
        .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
        .sum();
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
        assertThat(each.get(300, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void aClosedPortIsToldOf() throws Exception {
    begin("ports", "ports");
    try (var closed = new PortForward(home, "ports", 9);
        var socket = closed.connect()) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(closed.ended(Duration.ofSeconds(60)))
          .contains("failed to connect to localhost:9 inside the pod", "connection refused");
    }
  }

  /** What is sent comes back, and then the end. */
  static boolean echoed(PortForward forward, int seed) throws IOException {
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
      assertThat(forward.ended(Duration.ofSeconds(60))).contains("lost connection to pod");
      assertThat(reader.join(Duration.ofSeconds(60))).isTrue();
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
}
