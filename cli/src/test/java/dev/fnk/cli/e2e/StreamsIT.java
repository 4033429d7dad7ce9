package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl does in a pod's containers: exec and cp. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamsIT {
  private static final int MEGABYTES_10 = 10 << 20;

  private final Home home =
      Home.with(
          """
          lab: e2e-streams
          local: true
          network:
            vpcCidr: 10.195.0.0/16
          workload:
            replicas: 1
          """);

  @BeforeAll
  void start() throws IOException {
    home.fnk("local", "start").exits(0);
    home.fnk("up", "--yes").exits(0);
    String image =
        home.kubectlJson("get", "pods", "-n", "default")
            .at("/items/0/spec/containers/0/image")
            .asString();
    try (InputStream file = StreamsIT.class.getResourceAsStream("pods/shell.yaml")) {
      var manifest = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      home.kubectlWithInput(manifest.replace("IMAGE", image), "apply", "-f", "-").exits(0);
    }
    Await.until(
        "the pod runs",
        Duration.ofSeconds(90),
        () ->
            home.kubectlJson("get", "pod", "shell")
                .at("/status/phase")
                .asString("")
                .equals("Running"));
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @Test
  void aCommandRunsAsItsContainerAndItsEndComesBack() {
    Run run =
        home.kubectl(
            "exec", "shell", "--", "sh", "-c", "echo $(id -u) $(id -g) $WORD; echo e >&2; exit 7");

    assertThat(run.exits(7).out()).isEqualTo("1234 4321 hush\n");
    assertThat(run.err()).startsWith("e\n").contains("exit code 7");
  }

  @Test
  void aProgramThatIsNotThereIsToldOf() {
    Run run = home.kubectl("exec", "shell", "--", "nothere").exits(127);

    assertThat(run.err()).contains("executable file not found");
  }

  @Test
  void whatIsSentComesBack() {
    byte[] octets = new byte[MEGABYTES_10 / 2];
    new Random(7).nextBytes(octets);
    String text = HexFormat.of().formatHex(octets);

    Run run = home.kubectlWithInput(text, "exec", "-i", "shell", "--", "cat").exits(0);

    assertThat(run.out().equals(text)).isTrue();
  }

  @Test
  void filesAreCopiedBothWays(@TempDir Path folder) throws IOException {
    byte[] octets = new byte[MEGABYTES_10];
    new Random(8).nextBytes(octets);
    Path there = Files.write(folder.resolve("there"), octets);
    Path back = folder.resolve("back");

    home.kubectl("cp", there.toString(), "shell:/tmp/copied").exits(0);
    home.kubectl("cp", "shell:/tmp/copied", back.toString()).exits(0);

    assertThat(back).hasBinaryContent(octets);
  }
}
