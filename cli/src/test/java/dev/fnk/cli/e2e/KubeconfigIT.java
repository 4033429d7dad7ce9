package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The kubeconfig entry against a real control plane: used from anywhere, changed by people. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KubeconfigIT {
  private final Home home =
      Home.with(
          """
          lab: e2e-config
          local: true
          network:
            vpcCidr: 10.187.0.0/16
          """);

  @BeforeAll
  void start() {
    // No task runs here, so this world can live beside another one.
    home.fnk("local", "start", "--port", Integer.toString(FreePort.find())).exits(0);
    home.fnk("up", "--config", "./fnk.yaml", "--stage", "base", "--yes").exits(0);
  }

  @AfterAll
  void stop() {
    World.end(home);
  }

  @Test
  @Order(1)
  void kubectlNeedsNothingOfTheShellThatWroteTheEntry() {
    assertThat(kubectlAnywhere("").exits(0).out()).contains("namespace/kube-system");
  }

  @Test
  @Order(1)
  void anotherShellsSettingsDoNotCount() {
    var others =
        "AWS_PROFILE=nobody AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=y AWS_REGION=us-east-2"
            + " HOME=/nonexistent XDG_STATE_HOME=/nonexistent FNK_REGION=us-east-2 FNK_LAB=other"
            + " FNK_CONFIG=/nonexistent";
    assertThat(kubectlAnywhere(others).exits(0).out()).contains("namespace/kube-system");
  }

  /** From another folder, with nothing in the environment but PATH and these. */
  private Run kubectlAnywhere(String variables) {
    return home.bash(
        "cd /; env -i PATH=\"$PATH\" %s %s --kubeconfig %s get namespaces -o name"
            .formatted(variables, Home.kubectl(), home.kubeconfig()));
  }

  @Test
  @Order(2)
  void whatPeopleKeepInTheContextStaysAndIsNoChange() {
    home.kubectl("config", "set-context", "--current", "--namespace=team-a").exits(0);

    home.fnk("plan", "--stage", "base").exits(0);
    home.fnk("kubeconfig").exits(0);

    assertThat(home.kubectl("config", "view", "--minify").exits(0).out())
        .contains("namespace: team-a");
  }

  @Test
  @Order(3)
  void aRenamedContextIsNoChange() {
    var was = home.kubectl("config", "current-context").exits(0).out().strip();
    home.kubectl("config", "rename-context", was, "mine").exits(0);

    home.fnk("plan", "--stage", "base").exits(0);
    assertThat(home.fnk("kubeconfig").exits(0).out()).contains("context mine");

    assertThat(home.kubectl("config", "get-contexts", "-o", "name").exits(0).out())
        .isEqualTo("mine\n");
  }

  /** What ends while another thread still works shows in some of many runs, on a busy machine. */
  @Test
  @Order(4)
  void manyTimesStatusPrintsNoStackTrace() throws Exception {
    try (var four = Executors.newFixedThreadPool(4)) {
      List<Future<Run>> runs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        runs.add(four.submit(() -> home.fnk("status")));
      }
      for (Future<Run> run : runs) {
        Run status = run.get(300, TimeUnit.SECONDS).exits(0);
        assertThat(status.err().lines()).as(status.err()).hasSize(1);
      }
    }
  }

  @Test
  @Order(5)
  void teardownTakesTheRenamedContextAlong() {
    home.fnk("teardown", "--yes").exits(0);

    assertThat(home.kubectl("config", "get-contexts", "-o", "name").exits(0).out()).isEmpty();
    assertThat(home.kubectl("config", "view").exits(0).out()).doesNotContain("e2e-config");
  }
}
