package dev.fnk.cli.printer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.TestOutput;
import dev.fnk.cli.engine.ApplyResult;
import dev.fnk.cli.engine.ApplyResult.Done;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ApplyReportTest {
  private static final Done VPC =
      new Done(
          Stage.BASE,
          new ResourceId("ec2:vpc", "eks-lab"),
          "create",
          ApplyResult.StepOutcome.FAILED,
          Optional.of("ec2 CreateVpc: VpcLimitExceeded: no more (request id 1)"),
          Optional.of("raise the quota"));
  private static final Done SUBNET =
      new Done(
          Stage.BASE,
          new ResourceId("ec2:subnet", "eks-lab-1"),
          "create",
          ApplyResult.StepOutcome.SKIPPED,
          Optional.empty(),
          Optional.empty());

  private final TestOutput err = new TestOutput();

  @Test
  void failuresAreToldWithTheirReasonAndTheNextCommand() {
    ApplyReport outcome = outcome(false);
    outcome.explainFailures(err.stream(), false, "fnk up");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(err.text())
        .isEqualTo(
            """
            fnk: cannot create ec2:vpc eks-lab: ec2 CreateVpc: VpcLimitExceeded: no more (request id 1)
              raise the quota
            1 more were not tried, as they need what failed
              to go on: fnk up
            """);
  }

  @Test
  void programsReadTheResultInstead() {
    outcome(false).explainFailures(err.stream(), true, "fnk up");
    assertThat(err.text()).isEmpty();
    Document document = new Document("up");
    outcome(false).fields(document);
    assertThat(document.toJson()).contains("VpcLimitExceeded", "raise the quota", "skipped");
  }

  @Test
  void anInterruptionIsNoFailure() {
    ApplyReport outcome = outcome(true);
    outcome.explainFailures(err.stream(), false, "fnk up");
    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(err.text()).isEmpty();
  }

  @Test
  void whyWhatWasWaitedForHadNotComeIsToldAfterAnInterruption() {
    Done node =
        new Done(
            Stage.REGISTER,
            new ResourceId("kubernetes:node", "virtual-kubelet"),
            "create",
            ApplyResult.StepOutcome.CANCELLED,
            Optional.of("its last task stopped: no image"),
            Optional.empty());
    new ApplyReport(new ApplyResult(List.of(VPC, node), true, Duration.ofSeconds(1)))
        .explainFailures(err.stream(), false, "fnk up");
    assertThat(err.text())
        .isEqualTo(
            """
            fnk: kubernetes:node virtual-kubelet was not there yet: its last task stopped: no image
            """);
  }

  private static ApplyReport outcome(boolean cancelled) {
    return new ApplyReport(new ApplyResult(List.of(VPC, SUBNET), cancelled, Duration.ofSeconds(1)));
  }
}
