package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code up} and {@code teardown} killed in the middle and run again reach the same end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ResumeIT {
  private static final String LAB = "e2e-resume";
  private static final Duration SOON = Duration.ofMinutes(5);

  private final Home home =
      Home.with(
          """
          lab: e2e-resume
          local: true
          network:
            vpcCidr: 10.182.0.0/16
          """);

  @BeforeAll
  void start() {
    home.fnk("local", "start").exits(0);
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @Test
  @Order(1)
  void upIsKilledThreeTimesAndThenFinishes() {
    killOnce("up", 4);
    killOnce("up", 2);
    killOnce("up", 1);
    home.fnk("up", "--yes").exits(0);
    home.fnk("plan").exits(0);
    try (var account = World.account(home)) {
      assertThat(account.podTasks(LAB)).hasSize(3);
      assertThat(account.serviceTasks(LAB)).hasSize(1);
      assertThat(
              account.ec2.describeVpcs().vpcs().stream()
                  .filter(vpc -> vpc.cidrBlock().equals("10.182.0.0/16")))
          .hasSize(1);
    }
  }

  @Test
  @Order(2)
  void teardownIsKilledTwiceAndThenFinishes() {
    killOnce("teardown", 3);
    killOnce("teardown", 2);
    home.fnk("teardown", "--yes").exits(0);
    try (var account = World.account(home)) {
      assertThat(account.tagged(LAB)).isEmpty();
      assertThat(account.ecs.listTaskDefinitions().taskDefinitionArns()).isEmpty();
      assertThat(account.ec2.describeVpcs().vpcs())
          .noneMatch(vpc -> vpc.cidrBlock().equals("10.182.0.0/16"));
    }
  }

  /** Runs a command and kills it as soon as it has reported this many more lines of progress. */
  private void killOnce(String command, int lines) {
    var progress = home.file("progress");
    var process = home.start(progress, command, "--yes");
    Await.until(
        command + " reports progress", SOON, () -> !process.isAlive() || transitions() >= lines);
    assertThat(process.isAlive())
        .as("still at work when it is to be killed; it said:%n%s", home.text("progress"))
        .isTrue();
    process.destroyForcibly().onExit().join();
    try {
      Files.delete(progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long transitions() {
    // The first line names world, account, region and lab.
    return home.text("progress").lines().skip(1).filter(line -> !line.isBlank()).count();
  }
}
