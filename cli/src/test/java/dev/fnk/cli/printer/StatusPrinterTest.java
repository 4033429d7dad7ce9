package dev.fnk.cli.printer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.engine.LabStatus.PodStatus;
import dev.fnk.kubelet.contract.CpuAndMemory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusPrinterTest {
  private static final PodStatus RUNS =
      new PodStatus(
          "shop",
          "web",
          "Running",
          Optional.of("10.0.0.7"),
          Optional.empty(),
          Optional.of("arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/0123"),
          Optional.of(new CpuAndMemory(256, 512)),
          Optional.of(new CpuAndMemory(128, 232)));
  private static final PodStatus WAITS =
      new PodStatus(
          "shop",
          "db",
          "Pending",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  @Test
  void aPersonSeesWhatATaskHasAndWhatOfItIsUnused() {
    var out = new ByteArrayOutputStream();
    StatusPrinter.podTable(List.of(RUNS, WAITS))
        .print(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.split(" {2,}")))
        .containsExactly(
            new String[] {
              "NAMESPACE", "POD", "PHASE", "IP", "PUBLIC IP", "TASK", "CPU", "MEMORY", "UNUSED"
            },
            new String[] {
              "shop", "web", "Running", "10.0.0.7", "-", "0123", "256", "512", "128/232"
            },
            new String[] {"shop", "db", "Pending", "-", "-", "-", "-", "-", "-"});
  }

  @Test
  void aProgramTooAndNothingOfWhatIsNotKnown() {
    assertThat(StatusPrinter.pods(List.of(RUNS, WAITS)))
        .containsExactly(
            Map.of(
                "namespace",
                "shop",
                "name",
                "web",
                "phase",
                "Running",
                "ip",
                "10.0.0.7",
                "task",
                "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/0123",
                "cpu",
                256,
                "memory",
                512,
                "unused",
                Map.of("cpu", 128, "memory", 232)),
            Map.of("namespace", "shop", "name", "db", "phase", "Pending"));
  }
}
