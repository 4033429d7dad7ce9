package dev.fnk.cli.console;

import static dev.fnk.cli.console.TestEvents.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.event.Event;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PlainRendererTest {
  private final TestOutput out = new TestOutput();
  private final PlainRenderer renderer = new PlainRenderer(out.stream());

  @Test
  void writesOneLineATransition() {
    renderer.on(new Event.StageStarted("base"), at(0));
    renderer.on(TestEvents.vpcStarted(), at(0));
    renderer.on(TestEvents.vpcDone(), at(1));
    renderer.on(TestEvents.clusterStarted(), at(1));
    renderer.on(TestEvents.clusterWaiting(3), at(4));
    renderer.on(TestEvents.clusterFailed(), at(90));
    renderer.on(new Event.StageDone("base", Duration.ofSeconds(185)), at(185));
    renderer.on(new Event.Notice("a word"), at(185));

    assertThat(out.text())
        .isEqualTo(
            """
            base: started
            base: ec2:vpc eks-lab: creating
            base: ec2:vpc eks-lab: created vpc-1 in 1.2 s
            base: eks:cluster eks-lab: creating
            base: eks:cluster eks-lab: waiting for it to be ACTIVE (3.0 s of at most 30 min 00 s)
            base: eks:cluster eks-lab: failed to create: EKS: LimitExceeded (request id 1-2)
            base: done in 3 min 05 s
            a word
            """);
  }

  @Test
  void repeatsTheSameWaitOnlyEachHalfMinute() {
    renderer.on(TestEvents.clusterStarted(), at(0));
    for (int second = 1; second <= 65; second++) {
      renderer.on(TestEvents.clusterWaiting(second), at(second));
    }
    assertThat(out.text().lines().filter(line -> line.contains("waiting"))).hasSize(3);
  }

  @Test
  void givesASignOfLifeWhenNothingIsHeard() {
    renderer.on(TestEvents.vpcStarted(), at(0));
    renderer.tick(at(29));
    renderer.tick(at(30));
    renderer.tick(at(31));
    renderer.tick(at(60));
    assertThat(out.text())
        .isEqualTo(
            """
            base: ec2:vpc eks-lab: creating
            base: ec2:vpc eks-lab: still creating after 30 s
            base: ec2:vpc eks-lab: still creating after 1 min 00 s
            """);
    renderer.on(TestEvents.vpcDone(), at(61));
    renderer.tick(at(200));
    assertThat(out.text().lines()).hasSize(4);
  }
}
