package dev.fnk.cli.console;

import static dev.fnk.cli.console.TestEvents.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

final class LiveRendererTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void whatHasEndedStaysAboveWhatIsInWork() throws IOException {
    try (LiveRenderer renderer = renderer("xterm", true)) {
      renderer.on(TestEvents.vpcStarted(), at(0));
      renderer.on(TestEvents.clusterStarted(), at(0));
      renderer.on(TestEvents.clusterWaiting(2), at(2));
      renderer.on(TestEvents.vpcDone(), at(3));
      renderer.tick(at(4));
    }
    String text = written.toString(StandardCharsets.UTF_8);
    String plain = text.replaceAll("\033\\[[0-9;?]*[a-zA-Z]", "");
    assertThat(plain)
        .contains("ec2:vpc eks-lab creating")
        .contains("✓ ec2:vpc eks-lab created vpc-1 1.2 s")
        .contains("eks:cluster eks-lab waiting for it to be ACTIVE (at most 30 min 00 s)");
    assertThat(text).contains("\033[32m");
  }

  @Test
  void withoutColoursThereAreNone() throws IOException {
    try (LiveRenderer renderer = renderer("xterm", false)) {
      renderer.on(TestEvents.clusterStarted(), at(0));
      renderer.on(TestEvents.clusterFailed(), at(1));
    }
    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("✗ eks:cluster eks-lab: failed to create: EKS: LimitExceeded")
        .doesNotContain("\033[31m");
  }

  private LiveRenderer renderer(String type, boolean colours) throws IOException {
    DumbTerminal terminal =
        new DumbTerminal(
            "test", type, new ByteArrayInputStream(new byte[0]), written, StandardCharsets.UTF_8);
    terminal.setSize(Size.of(120, 24));
    return new LiveRenderer(terminal, colours);
  }
}
