package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A lab behind a proxy: on a full disk, interrupted, in the way of another, without its API server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadLuckIT {
  private static final String LAB = "e2e-luck";
  private static final String OTHER = "e2e-other";
  private static final Duration SOON = Duration.ofMinutes(5);

  private final Home home =
      Home.with(
          """
          lab: e2e-luck
          local: true
          network:
            vpcCidr: 10.183.0.0/16
          """);

  private final SmallDisk disk = new SmallDisk(home.state().getParent(), 512);

  @BeforeAll
  void start() {
    // Nothing listens there: whoever asks for the lab's own addresses through it gets nowhere.
    home.set("HTTPS_PROXY", "http://127.0.0.1:9");
    home.set("HTTP_PROXY", "http://127.0.0.1:9");
    home.fnk("local", "start").exits(0);
  }

  @AfterAll
  void stop() {
    try {
      home.fnk("local", "stop").exits(0);
      Remains.none(home);
    } finally {
      disk.close();
      home.close();
    }
  }

  @Test
  @Order(1)
  void aFullDiskIsNamedAndUpFinishesOnceThereIsRoom() {
    disk.fill();
    var run = home.fnk("up", "--stage", "base", "--yes").exits(1);
    assertThat(run.err()).contains("No space left on device").doesNotContain("\tat ");
    disk.empty();
    // Back to nothing, so that the next story begins at its beginning.
    home.fnk("teardown", "--yes").exits(0);
    try (var account = World.account(home)) {
      assertThat(account.tagged(LAB)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void anInterruptedUpSaysSoAndIsTakenUpAgain() {
    var progress = home.file("progress");
    var process = home.start(progress, "up", "--stage", "base", "--yes");
    Await.until(
        "the cluster is being made",
        SOON,
        () -> !process.isAlive() || home.text("progress").contains("eks:cluster"));

    Signals.interrupt(process.toHandle());

    assertThat(process.onExit().orTimeout(180, TimeUnit.SECONDS).join())
        .extracting(Process::exitValue)
        .isEqualTo(130);
    assertThat(home.text("progress")).contains("fnk up --stage base").doesNotContain("\tat ");
    home.fnk("up", "--stage", "base", "--yes").exits(0);
    home.fnk("plan", "--stage", "base").exits(0);
  }

  @Test
  @Order(3)
  void aLabOfTheSameRangeIsRefusedAndLeavesNothing() {
    var run = home.fnk("up", "--lab", OTHER, "--stage", "base", "--yes").exits(1);

    assertThat(run.err()).contains("10.183.0.0/16", "network.vpcCidr").doesNotContain("\tat ");
    home.fnk("teardown", "--lab", OTHER, "--yes").exits(0);
    try (var account = World.account(home)) {
      assertThat(account.tagged(OTHER)).isEmpty();
      assertThat(account.tagged(LAB)).isNotEmpty();
    }
    home.fnk("plan", "--stage", "base").exits(0);
  }

  @Test
  @Order(4)
  void teardownNeedsNoApiServer() {
    var servers = Remains.processes(home, "kube-apiserver");
    assertThat(servers).isNotEmpty();
    // The local EKS starts it again, a few times; each of these goes, too.
    try (var killer = Signals.killing(() -> Remains.processes(home, "kube-apiserver"))) {
      home.fnk("teardown", "--yes").exits(0);
      assertThat(killer.killed()).isPositive();
    }
    try (var account = World.account(home)) {
      assertThat(account.tagged(LAB)).isEmpty();
      assertThat(account.eks.listClusters().clusters()).isEmpty();
    }
  }
}
