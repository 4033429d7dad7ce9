package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;

/** {@code fnk local stop} leaves nothing, or says what it leaves. */
final class StopIT {
  private static final String LAB = "e2e-stop";
  private static final String IMAGE = "fnk-e2e-sleeper:1";
  private static final ContainerDefinition SLEEPER =
      ContainerDefinition.builder().name("main").image(IMAGE).command("/bin/sleep", "3600").build();
  private static final int HUNDREDS = 600;
  private static final int A_CALL = 10;
  private static final Duration SOON = Duration.ofMinutes(3);

  private final Home home = Home.with("local: true\n");

  @AfterEach
  void end() {
    World.end(home);
  }

  @Test
  void aWorldWithHundredsOfTasksStartingIsStopped() {
    importSleeper();
    var pauseImages = pauseImages();
    try {
      home.fnk("local", "start").exits(0);
      startTasks(HUNDREDS);

      var run = home.fnk("local", "stop", "-o", "json");

      assertThat(run.exits(0).json().at("/wasRunning").asBoolean()).isTrue();
      assertThat(run.json().at("/left")).isEmpty();
      Remains.none(home);
      assertThat(pauseImages()).isEqualTo(pauseImages);
    } finally {
      home.docker("rmi", IMAGE).exits(0);
    }
  }

  @Test
  void whatCannotBeRemovedIsNamedAndGoesWithALaterStop() {
    try (var engine = new OwnEngine()) {
      home.set("DOCKER_HOST", engine.host());
      engine.start();
      importSleeper();
      home.fnk("local", "start").exits(0);
      startTasks(A_CALL);
      Await.until(
          "a task has its container",
          SOON,
          () -> Remains.of(home).stream().anyMatch(line -> line.startsWith("container ")));
      engine.stop();

      var run = home.fnk("local", "stop");

      assertThat(run.exits(1).err())
          .contains("containers and networks, if there are any: no container engine answers")
          .doesNotContain("\tat ");
      // Whoever asks again is told again.
      assertThat(home.fnk("local", "stop", "-o", "json").exits(1).json().at("/left")).hasSize(1);
      engine.start();
      home.fnk("local", "stop").exits(0);
      Remains.none(home);
    } finally {
      home.unset("DOCKER_HOST");
    }
  }

  /** Empty, where no other local world runs on this machine. */
  private String pauseImages() {
    return home.docker("images", "--format", "{{.ID}}", "fnk.dev/pause").exits(0).out();
  }

  /** An image of one static program that sleeps. */
  private void importSleeper() {
    home.bash(
            """
            mkdir -p "$HOME/image/bin"
            cp /bin/busybox "$HOME/image/bin/sleep"
            tar -c -C "$HOME/image" . | docker import - %s
            """
                .formatted(IMAGE))
        .exits(0);
  }

  /** Asks for tasks and waits for none of them. */
  private void startTasks(int count) {
    try (var account = World.account(home)) {
      var vpc = account.ec2.createVpc(r -> r.cidrBlock("10.188.0.0/16")).vpc().vpcId();
      var subnet =
          account
              .ec2
              .createSubnet(r -> r.vpcId(vpc).cidrBlock("10.188.0.0/20"))
              .subnet()
              .subnetId();
      account.ecs.createCluster(r -> r.clusterName(LAB));
      account.ecs.registerTaskDefinition(
          r ->
              r.family(LAB)
                  .requiresCompatibilities(Compatibility.FARGATE)
                  .networkMode(NetworkMode.AWSVPC)
                  .cpu("256")
                  .memory("512")
                  .containerDefinitions(SLEEPER));
      IntStream.range(0, count / A_CALL)
          .forEach(
              call ->
                  account.ecs.runTask(
                      r ->
                          r.cluster(LAB)
                              .taskDefinition(LAB)
                              .count(A_CALL)
                              .launchType(LaunchType.FARGATE)
                              .networkConfiguration(
                                  n -> n.awsvpcConfiguration(v -> v.subnets(subnet)))));
    }
  }
}
