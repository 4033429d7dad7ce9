package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.agent.ContractSamples.WIRE;
import static dev.fnk.kubelet.agent.ContractSamples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AttachRequest;
import dev.fnk.kubelet.agent.contract.ExecRequest;
import dev.fnk.kubelet.agent.contract.ExecResult;
import dev.fnk.kubelet.agent.contract.TaskStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked of an agent for streams and figures, and what it answers, to the letter of the
 * samples that both sides have.
 */
final class StreamAndStatisticsSamplesTest {
  @Test
  void streams() throws Exception {
    assertThat(
            JsonMapper.shared()
                .readTree(
                    WIRE.write(
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
            JsonMapper.shared().readTree(WIRE.write(new AttachRequest("app", true, true, false))))
        .isEqualTo(JsonMapper.shared().readTree(sample("attach-request")));
    assertThat(WIRE.read(sample("exec-result"), ExecResult.class))
        .isEqualTo(
            new ExecResult(
                127, Optional.of("\"nothere\": executable file not found in $PATH"), false));
  }

  @Test
  void figuresOfATask() throws Exception {
    Instant at = Instant.parse("2026-11-29T03:00:10Z");
    assertThat(WIRE.read(sample("statistics"), TaskStatistics.class))
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
