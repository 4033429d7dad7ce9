package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.agent.ContractSamples.WIRE;
import static dev.fnk.kubelet.agent.ContractSamples.sample;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerEvent;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.ContainerReport.Run;
import dev.fnk.kubelet.agent.contract.ContainerReport.State;
import dev.fnk.kubelet.agent.contract.RunMark;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an agent tells of its containers, to the letter of the samples that both sides have. */
final class AgentStatusSamplesTest {
  @Test
  void allThatIsTold() throws IOException, AgentException {
    assertThat(WIRE.read(sample("agent-status"), AgentStatus.class))
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
        Optional.ofNullable(from).flatMap(AgentStatusSamplesTest::at),
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
        AgentStatusSamplesTest.class.getResourceAsStream("contract/run-marks.txt")) {
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
}
