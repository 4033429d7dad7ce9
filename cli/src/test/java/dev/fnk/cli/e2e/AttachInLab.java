package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Terminals, and who is attached to a container's own program. */
abstract class AttachInLab {
  private static final Duration SOON = Duration.ofMinutes(2);

  private final StreamsIT streams;
  private final Home home;

  AttachInLab(StreamsIT streams) {
    this.streams = streams;
    this.home = streams.home;
  }

  /** By WebSocket, and by SPDY. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTerminalHasItsSizeItsKeysAndItsExitCode(boolean webSocket) throws IOException {
    home.set("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", Boolean.toString(webSocket));
    try {
      atShell(home).exits(7);
    } finally {
      home.unset("KUBECTL_REMOTE_COMMAND_WEBSOCKETS");
    }
  }

  static Run atShell(Home home) throws IOException {
    return new Terminal(home)
        .size(40, 100)
        .see("$ ")
        // Its size comes after its program has started, as it does from a kubelet.
        .type("until test \"$(stty size)\" = '40 100'; do sleep 0.1; done; echo at' size'\n")
        .see("at size")
        .size(24, 80)
        .type("until test \"$(stty size)\" = '24 80'; do sleep 0.1; done; echo re'sized'\n")
        .see("resized")
        // Who says so is the one whom the key ends: the shell has given it the terminal.
        .type("sh -c \"echo sleep'ing'; exec sleep 100\"\n")
        .see("sleeping")
        .type("\u0003")
        .see("$ ")
        .type("echo code $?\n")
        .see("code 130")
        .type("(exit 7)\n\u0004") // no more: it ends with the last code
        .kubectl("exec", "-it", "shell", "--", "sh");
  }

  @Test
  void whoIsAttachedHearsAndIsHeard() throws Exception {
    streams.begin("attached", "attached");
    Path heard = home.file("heard");
    Process listening = home.startKubectl(heard, "attach", "attached", "-c", "open");
    try {
      Await.until(
          "the one hears what the other says",
          SOON,
          () -> {
            home.kubectlWithInput("word\n", "attach", "-i", "attached", "-c", "open").exits(0);
            return home.text("heard").contains("heard word\n");
          });
    } finally {
      listening.destroy();
    }

    Run terminal =
        new Terminal(home)
            .size(33, 101)
            .type("\n")
            .see("$ ")
            .type("until test \"$(stty size)\" = '33 101'; do sleep 0.1; done; echo re'sized'\n")
            .see("resized")
            .type("exit 3\n")
            .kubectl("attach", "-it", "attached", "-c", "terminal");

    terminal.exits(0);
    Await.until(
        "the shell has ended",
        SOON,
        () ->
            home.kubectlJson("get", "pod", "attached")
                    .at("/status/containerStatuses/1/lastState/terminated/exitCode")
                    .asInt(0)
                == 3);
    Await.until(
        "it is in the log, too",
        SOON,
        () -> home.kubectl("logs", "attached", "-c", "open").out().contains("heard word\n"));
  }

  @Test
  void whatIsRunAtATerminalEndsWithItsCode() throws IOException {
    Run run =
        new Terminal(home)
            .type("\n")
            .see("$ ")
            .type("exit 5\n")
            .kubectl(Terminal.run(streams.image(), "once-terminal", "-it", "sh"));

    run.exits(5);
    home.kubectl("get", "pod", "once-terminal").exits(1);
  }

  @Test
  void whatIsRunWithItsInputEndsWithIt() {
    Run run =
        home.kubectlWithInput(
            "one\ntwo\n",
            Terminal.run(streams.image(), "once-pipe", "-i", "sh", "-c", "cat; echo end; exit 6"));

    assertThat(run.exits(6).out()).contains("one\ntwo\nend\n");
  }

  @Test
  void whyNothingCanBeRunIsSaid() {
    streams.begin("attached", "ended");
    Await.until(
        "its third container has ended",
        SOON,
        () ->
            home.kubectlJson("get", "pod", "ended")
                .at("/status/containerStatuses/2/state/terminated")
                .isObject());

    for (String[] command : into("over")) {
      assertThat(home.kubectl(command).exits(1).err())
          .contains("container \"over\" has ended with exit code 0 (Completed)");
    }
    for (String[] command : into("failing")) {
      // It runs for a moment now and then.
      Await.until(
          "it is said that it waits",
          SOON,
          () ->
              home.kubectl(command)
                  .err()
                  .contains(
                      "container \"failing\" is waiting to start: CrashLoopBackOff: back-off "));
    }
    assertThat(home.kubectl("exec", "ended", "-c", "nobody", "--", "true").exits(1).err())
        .contains("container nobody is not valid for pod ended");
  }

  private static List<String[]> into(String container) {
    return List.of(
        new String[] {"exec", "ended", "-c", container, "--", "true"},
        new String[] {"attach", "ended", "-c", container});
  }
}
