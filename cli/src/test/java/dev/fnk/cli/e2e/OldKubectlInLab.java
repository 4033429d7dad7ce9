package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kubectl that is eight minor versions older than the control plane, and knows SPDY alone. */
abstract class OldKubectlInLab {
  private final StreamsIT streams;
  private final Home home;

  OldKubectlInLab(StreamsIT streams) {
    this.streams = streams;
    this.home = streams.home;
  }

  @BeforeEach
  void takeTheOldOne() {
    home.kubectlIs(Home.oldKubectl());
    assertThat(home.kubectl("version", "--client").exits(0).out()).contains(" v1.28.");
  }

  @AfterEach
  void takeTheNewOne() {
    home.kubectlIs(Home.kubectl());
  }

  @Test
  void commandsRunAndSayHowTheyEnd() {
    streams.aCommandRunsAsItsContainerAndItsEndComesBack();
    streams.aProgramThatIsNotThereIsToldOf();
    streams.whatIsSentComesBack();
  }

  @Test
  void aTerminalHasItsSizeItsKeysAndItsExitCode() throws IOException {
    AttachInLab.atShell(home).exits(7);
  }

  @Test
  void filesAreCopiedBothWays(@TempDir Path folder) throws IOException {
    streams.filesAreCopiedBothWays(folder);
  }

  @Test
  void aLogIsFollowedToItsEnd() throws Exception {
    streams.begin("asked-twice", "asked-by-the-old");
    Process follower = home.startKubectl(home.file("old.log"), "logs", "-f", "asked-by-the-old");
    try {
      home.kubectl("exec", "asked-by-the-old", "--", "touch", "/tmp/go").exits(0);
      assertThat(follower.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      follower.destroy();
    }
    assertThat(home.text("old.log")).isEqualTo("one\ntwo\n");
  }

  @Test
  void aPortIsForwardedAndOneThatIsClosedIsToldOf() throws Exception {
    streams.begin("ports", "ports");
    try (var forward = new PortForward(home, "ports", 7000)) {
      assertThat(StreamsIT.echoed(forward, 1)).isTrue();
    }
    streams.aClosedPortIsToldOf();
  }

  @Test
  void whoAttachesIsHeard() {
    streams.begin("attached", "attached");
    home.kubectlWithInput("from the old\n", "attach", "-i", "attached", "-c", "open").exits(0);

    Await.until(
        "it is heard",
        Duration.ofMinutes(2),
        () ->
            home.kubectl("logs", "attached", "-c", "open").out().contains("heard from the old\n"));
  }

  @Test
  void whyNothingCanBeRunIsSaid() {
    streams.begin("attached", "ended");

    Await.until(
        "it has ended",
        Duration.ofMinutes(2),
        () ->
            home.kubectl("exec", "ended", "-c", "over", "--", "true")
                .err()
                .contains("container \"over\" has ended with exit code 0 (Completed)"));
  }
}
