package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bad input and bad luck: one clear message, the documented exit code, nothing made. */
final class BadInputIT {
  private final Home home = Home.with("lab: e2e-bad\nlocal: true\n");

  @AfterEach
  void nothingIsLeft() {
    try {
      home.fnk("local", "stop");
      Remains.none(home);
    } finally {
      home.close();
    }
  }

  @Test
  void anUnknownStageIsAUsageErrorThatNamesTheStages() {
    var run = home.fnk("up", "--stage", "bass", "--yes").exits(64);
    assertThat(run.err()).contains("bass", "base", "workload").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(home.fnk("up", "--stagee", "base").exits(64).err()).contains("--stagee");
  }

  @Test
  void brokenYamlIsShownByLineAndColumn() {
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\nnetwork:\n  vpcCidr: [10.0.0.0/16\n");
    assertThat(home.fnk("plan").exits(65).err()).containsPattern("fnk\\.yaml:\\d+:\\d+");
  }

  @Test
  void aSecondDocumentIsShownWithItsPlace() {
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\n---\nlab: other\n");
    assertThat(home.fnk("plan").exits(65).err())
        .containsPattern("fnk\\.yaml:4:\\d+: a second document")
        .doesNotContain("\tat ");
  }

  @Test
  void aFolderIsNoConfigurationFile() {
    assertThat(home.fnk("plan", "--config", ".").exits(65).err()).contains("a directory");
  }

  @Test
  void anUnknownKeyIsShownWithItsPlace() {
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\nnetwork:\n  vpcCdir: 10.0.0.0/16\n");
    assertThat(home.fnk("plan").exits(65).err()).contains("vpcCdir").containsPattern(":4:\\d+");
  }

  @Test
  void aValueOutOfRangeIsShownWithWhatWasExpected() {
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\nkubelet:\n  cpu: 300\n");
    assertThat(home.fnk("plan").exits(65).err()).contains("300").containsPattern(":4:\\d+");
  }

  @Test
  void withoutAContainerEngineNothingIsMade() {
    home.set("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    var run = home.fnk("up", "--stage", "base", "--yes").exits(69);
    assertThat(run.err()).containsIgnoringCase("docker").doesNotContain("\tat ");
    home.set("DOCKER_HOST", "unix:///var/run/docker.sock");
    Remains.none(home);
  }

  @Test
  void withoutCredentialsAwsIsUnavailable() {
    home.write("fnk.yaml", "lab: e2e-bad\n");
    var run = home.fnk("status").exits(69);
    assertThat(run.err()).containsIgnoringCase("credentials").doesNotContain("\tat ");
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\n");
  }

  @Test
  void awsIsAskedThroughTheProxyOfTheEnvironment() throws IOException {
    home.write("fnk.yaml", "lab: e2e-bad\n");
    home.set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    home.set("AWS_SECRET_ACCESS_KEY", "the-secret-of-this-test");
    try (var proxy = new RefusingProxy()) {
      home.set("HTTPS_PROXY", proxy.address());
      var run = home.fnk("status").exits(69);
      assertThat(proxy.requests())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("CONNECT sts.eu-west-1.amazonaws.com:"));
      assertThat(run.err())
          .contains("HTTPS_PROXY")
          .doesNotContain("\tat ")
          .doesNotContain(" DEBUG ");
      assertThat(home.fnk("status", "--debug").exits(69).err())
          .contains(" DEBUG ", "\tat ")
          .doesNotContain("the-secret-of-this-test");
    }
    home.write("fnk.yaml", "lab: e2e-bad\nlocal: true\n");
  }

  @Test
  void aPortInUseIsNamedAndNothingIsMade() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var port = Integer.toString(taken.getLocalPort());
      var run = home.fnk("local", "start", "--port", port).exits(69);
      assertThat(run.err()).contains(port, "--port").doesNotContain("\tat ");
    }
    Remains.none(home);
  }

  @Test
  void aKilledGatewayIsReportedAndTheNextStartClearsItsRemains() {
    home.fnk("local", "start").exits(0);
    var gateway = ProcessHandle.of(World.process(home)).orElseThrow();
    gateway.destroyForcibly();
    gateway.onExit().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();

    var status = home.fnk("status").exits(69);
    assertThat(status.err()).contains("fnk local start").doesNotContain("\tat ");

    home.fnk("local", "start").exits(0);
    Await.until(
        "one world, not two",
        Duration.ofSeconds(60),
        () -> ProcessHandle.of(gateway.pid()).isEmpty());
    home.fnk("status").exits(0);
  }
}
