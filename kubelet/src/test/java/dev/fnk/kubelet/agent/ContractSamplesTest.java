package dev.fnk.kubelet.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.AttachRequest;
import dev.fnk.kubelet.agent.contract.ContainerEvent;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.ContainerReport.Run;
import dev.fnk.kubelet.agent.contract.ContainerReport.State;
import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.ExitRule;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.agent.contract.ExecRequest;
import dev.fnk.kubelet.agent.contract.ExecResult;
import dev.fnk.kubelet.agent.contract.Hook;
import dev.fnk.kubelet.agent.contract.Network;
import dev.fnk.kubelet.agent.contract.Network.HostEntry;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Probe;
import dev.fnk.kubelet.agent.contract.RunMark;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import dev.fnk.kubelet.agent.contract.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The documents that the agent, in Go, is held against too. */
final class ContractSamplesTest {
  private final Wire wire = new Wire();

  private static byte[] sample(String name) throws IOException {
    try (InputStream file =
        ContractSamplesTest.class.getResourceAsStream("contract/" + name + ".json")) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }

  private void assertWritten(PodSpecification pod, String name) throws IOException {
    assertThat(JsonMapper.shared().readTree(wire.write(pod)))
        .isEqualTo(JsonMapper.shared().readTree(sample(name)));
  }

  @Test
  void theLeastThatIsToBeRun() throws IOException {
    var app =
        new ContainerSpecification(
            "app",
            Kind.MAIN,
            Restart.ALWAYS,
            List.of(),
            true,
            List.of("/app"),
            List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            Optional.empty(),
            false,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertWritten(
        new PodSpecification(List.of(app), List.of(), 30, Optional.empty()),
        "pod-specification-minimal");
  }

  @Test
  void allThatIsToBeRun() throws IOException {
    var prepare =
        new ContainerSpecification(
            "prepare",
            Kind.INIT,
            Restart.ON_FAILURE,
            List.of(),
            false,
            List.of("/bin/sh", "-c", "echo \"$GREETING\""),
            List.of(
                new EnvVariable("PATH", "/usr/bin:/bin"),
                new EnvVariable("GREETING", "grüß dich, \"Welt\"\n"),
                new EnvVariable("EMPTY", "")),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            Optional.of(List.of()),
            false,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var proxy =
        new ContainerSpecification(
            "proxy",
            Kind.SIDECAR,
            Restart.ALWAYS,
            List.of(),
            false,
            List.of("/proxy"),
            List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of("proxy:www-data"),
            List.of(),
            false,
            true,
            Optional.empty(),
            true,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(Hook.sleep(5)),
            Optional.of(Hook.httpGet(new Hook.HttpGet(false, "10.0.0.7", 80, "", List.of()))),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.empty(),
                    Optional.of(new Probe.TcpSocket("10.0.0.7", 9000)),
                    Optional.empty(),
                    0,
                    1,
                    1,
                    1,
                    30,
                    OptionalLong.empty())),
            Optional.empty(),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Probe.Grpc("10.0.0.7", 9000, "")),
                    1,
                    10,
                    1,
                    2,
                    3,
                    OptionalLong.empty())));
    var app =
        new ContainerSpecification(
            "app",
            Kind.MAIN,
            Restart.NEVER,
            List.of(
                new ExitRule(ExitRule.Operator.IN, List.of(42, 137), false),
                new ExitRule(ExitRule.Operator.NOT_IN, List.of(0, 1, 42), true)),
            false,
            List.of("server", "--port", "8080"),
            List.of(new EnvVariable("PASSWORD", "not-a-secret")),
            Optional.of("/srv/app"),
            OptionalLong.of(10001),
            OptionalLong.of(4294967294L),
            Optional.of("0"),
            List.of(0L, 2000L, 3000L),
            true,
            true,
            Optional.of(List.of("NET_BIND_SERVICE", "CHOWN")),
            true,
            OptionalLong.of(3),
            Optional.of("/dev/termination-log"),
            true,
            Optional.of(new ContainerSpecification.Console(true, true, true)),
            Optional.of(
                Hook.httpGet(
                    new Hook.HttpGet(
                        true,
                        "10.0.0.7",
                        8443,
                        "/started?by=node",
                        List.of(new Hook.Header("Authorization", "not-a-secret"))))),
            Optional.of(Hook.exec(List.of("/bin/sh", "-c", "quit"))),
            Optional.empty(),
            Optional.of(
                new Probe(
                    List.of("/bin/sh", "-c", "ask"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    20,
                    10,
                    5,
                    1,
                    3,
                    OptionalLong.of(0))),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.of(new Hook.HttpGet(false, "10.0.0.7", 8080, "/ready", List.of())),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    10,
                    1,
                    1,
                    3,
                    OptionalLong.empty())));
    assertWritten(
        new PodSpecification(List.of(prepare, proxy, app), volumes(), 3600, Optional.of(network())),
        "pod-specification-full");
  }

  private static Network network() {
    return new Network(
        "web-0.sub.ns.svc.cluster.local",
        List.of(new HostEntry("10.0.0.7", List.of("web-0.sub.ns.svc.cluster.local", "web-0"))),
        List.of(new HostEntry("2001:db8::1", List.of("db"))),
        Optional.of(
            new Network.Dns(
                true, List.of("192.0.2.53"), List.of("example.com"), List.of("ndots:2", "edns0"))));
  }

  private static List<Volume> volumes() {
    return List.of(
        new Volume("cache", true, List.of(), OptionalLong.of(2000)),
        new Volume("plain", true, List.of(), OptionalLong.empty()),
        new Volume(
            "config",
            false,
            List.of(
                new Volume.File(
                    "app.properties", "colour=blue\n".getBytes(), 0644, OptionalInt.empty()),
                new Volume.File(
                    "certs/ca.crt",
                    new byte[] {0, 1, 2, (byte) 0xfd, (byte) 0xfe, (byte) 0xff},
                    0400,
                    OptionalInt.of(10001)),
                new Volume.File("empty", new byte[0], 0, OptionalInt.of(0))),
            OptionalLong.of(2000),
            List.of(new Volume.Place("app", "app.properties", "/etc/app.properties"))),
        new Volume("bare", false, List.of(), OptionalLong.empty()));
  }

  @Test
  void allThatIsTold() throws IOException, AgentException {
    assertThat(wire.read(sample("agent-status"), AgentStatus.class))
        .isEqualTo(
            new AgentStatus(
                42,
                true,
                false,
                false,
                true,
                List.of(
                    new ContainerReport(
                        "prepare",
                        State.TERMINATED,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        1,
                        at("20:00:01.25"),
                        Optional.of(run("20:00:01.25", "20:00:02.5", 0, 0, "Completed", null)),
                        Optional.of(
                            run(
                                null,
                                "20:00:01.123456789",
                                128,
                                0,
                                "StartError",
                                "\"prepare\": executable file not found in $PATH"))),
                    new ContainerReport(
                        "proxy",
                        State.RUNNING,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        false,
                        0,
                        at("20:00:03"),
                        Optional.empty(),
                        Optional.empty()),
                    new ContainerReport(
                        "app",
                        State.WAITING,
                        Optional.of("CrashLoopBackOff"),
                        Optional.of("back-off 20s restarting failed container=app"),
                        false,
                        false,
                        2,
                        at("20:00:14"),
                        Optional.empty(),
                        Optional.of(
                            run(
                                "20:00:14",
                                "20:00:15.000001",
                                137,
                                9,
                                "OOMKilled",
                                "the app's last words"))),
                    new ContainerReport(
                        "late",
                        State.WAITING,
                        Optional.of("PodInitializing"),
                        Optional.empty(),
                        false,
                        false,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                List.of(
                    new ContainerEvent(
                        3,
                        at("20:00:15").orElseThrow(),
                        "app",
                        true,
                        "FailedPreStopHook",
                        "PreStopHook failed"))));
  }

  private static Run run(
      String from, String to, int code, int signal, String reason, String message) {
    return new Run(
        Optional.ofNullable(from).flatMap(ContractSamplesTest::at),
        at(to).orElseThrow(),
        code,
        signal,
        reason,
        Optional.ofNullable(message));
  }

  private static Optional<Instant> at(String time) {
    return Optional.of(Instant.parse("2026-11-28T" + time + "Z"));
  }

  @Test
  void marksOfRuns() throws IOException {
    try (InputStream file =
        ContractSamplesTest.class.getResourceAsStream("contract/run-marks.txt")) {
      String marks = new String(Objects.requireNonNull(file).readAllBytes(), US_ASCII);

      assertThat(marks.lines().map(RunMark::parse))
          .containsExactly(
              Optional.of(new RunMark(RunMark.Kind.END_OF_OUTPUT, 0)),
              Optional.of(new RunMark(RunMark.Kind.END_OF_ERRORS, 0)),
              Optional.of(new RunMark(RunMark.Kind.START, 1)),
              Optional.of(new RunMark(RunMark.Kind.END_OF_ERRORS, 12)));
    }
    assertThat(
            Stream.of(
                "fnk: start of run 0",
                "fnk: start of run 1 ",
                "fnk: end of run 1 (stdin)",
                "fnk: end of run 01 (stdout)",
                "fnk: end of run 9999999999 (stdout)",
                "so fnk: start of run 1"))
        .allSatisfy(line -> assertThat(RunMark.parse(line)).isEmpty());
  }

  @Test
  void streams() throws Exception {
    assertThat(
            JsonMapper.shared()
                .readTree(
                    wire.write(
                        new ExecRequest(
                            "app",
                            List.of("/bin/sh", "-c", "echo \"$WORD\""),
                            true,
                            false,
                            false,
                            true,
                            Optional.of(new ExecRequest.TerminalSize(132, 43))))))
        .isEqualTo(JsonMapper.shared().readTree(sample("exec-request")));
    assertThat(
            JsonMapper.shared().readTree(wire.write(new AttachRequest("app", true, true, false))))
        .isEqualTo(JsonMapper.shared().readTree(sample("attach-request")));
    assertThat(wire.read(sample("exec-result"), ExecResult.class))
        .isEqualTo(
            new ExecResult(
                127, Optional.of("\"nothere\": executable file not found in $PATH"), false));
  }

  @Test
  void figuresOfATask() throws Exception {
    Instant at = Instant.parse("2026-11-29T03:00:10Z");
    assertThat(wire.read(sample("statistics"), TaskStatistics.class))
        .isEqualTo(
            new TaskStatistics(
                at.plusSeconds(1),
                List.of(
                    new TaskStatistics.Container(
                        "app",
                        at.plusMillis(250),
                        Optional.of(at.minusMillis(9500)),
                        Optional.of(
                            new TaskStatistics.Cpu(
                                9_000_000_000_000_000_000L, 290_000_000, 70_000_000, 10, 2, 1500)),
                        Optional.of(
                            new TaskStatistics.Memory(
                                6389760,
                                5389760,
                                OptionalLong.of(2_000_000),
                                OptionalLong.of(3_000_000),
                                OptionalLong.of(4096),
                                OptionalLong.of(512 << 20),
                                OptionalLong.of(50),
                                OptionalLong.of(0))),
                        Optional.of(new TaskStatistics.Disk(4096, 8192)),
                        OptionalLong.of(3)),
                    new TaskStatistics.Container(
                        "fnk-agent",
                        at,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(
                            new TaskStatistics.Memory(
                                1000,
                                900,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty())),
                        Optional.empty(),
                        OptionalLong.empty())),
                List.of(new TaskStatistics.Interface("eth1", true, 1, 2, 3, 4, 5, 6, 7, 8)),
                Optional.of(new TaskStatistics.Storage(1 << 20, 20L << 30)),
                List.of(new TaskStatistics.ProbeCount("app", "Liveness", "failed", 4)),
                List.of(
                    new TaskStatistics.Volume(
                        "data", at.minusSeconds(5), 4096, 2, 20L << 30, 10L << 30, 1000, 900))));
  }
}
