package dev.fnk.cli.console;

import static dev.fnk.cli.console.TestEvents.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.event.Event;
import org.junit.jupiter.api.Test;

final class JsonLinesRendererTest {
  private final TestOutput out = new TestOutput();
  private final JsonLinesRenderer renderer = new JsonLinesRenderer(out.stream());

  @Test
  void writesOneObjectALine() {
    renderer.on(new Event.StageStarted("base"), at(0));
    renderer.on(TestEvents.vpcStarted(), at(0));
    renderer.on(TestEvents.vpcDone(), at(1));
    renderer.on(TestEvents.clusterWaiting(3), at(4));
    renderer.on(TestEvents.clusterFailed(), at(5));
    renderer.on(new Event.Notice("a \"word\""), at(5));

    assertThat(out.text())
        .isEqualTo(
            """
            {"time":"2026-01-02T03:04:05.678Z","event":"stage-started","stage":"base"}
            {"time":"2026-01-02T03:04:05.678Z","event":"resource-started","stage":"base","type":"ec2:vpc","name":"eks-lab","action":"create"}
            {"time":"2026-01-02T03:04:06.678Z","event":"resource-done","stage":"base","type":"ec2:vpc","name":"eks-lab","action":"create","id":"vpc-1","seconds":1.234}
            {"time":"2026-01-02T03:04:09.678Z","event":"resource-waiting","stage":"base","type":"eks:cluster","name":"eks-lab","for":"it to be ACTIVE","seconds":3.0,"deadlineSeconds":1800.0}
            {"time":"2026-01-02T03:04:10.678Z","event":"resource-failed","stage":"base","type":"eks:cluster","name":"eks-lab","action":"create","message":"EKS: LimitExceeded (request id 1-2)"}
            {"time":"2026-01-02T03:04:10.678Z","event":"notice","message":"a \\"word\\""}
            """);
  }
}
