package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A lab whose node is registered by an EKS access entry: no ConfigMap aws-auth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AccessEntryIT {
  private static final String LAB = "e2e-entry";
  private static final Duration SOON = Duration.ofMinutes(2);

  private final Home home =
      Home.with(
          """
          lab: e2e-entry
          local: true
          network:
            vpcCidr: 10.189.0.0/16
          registration:
            mode: access-entry
          workload:
            replicas: 1
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
  void theNodeIsReadyAndRunsAPod() {
    home.fnk("up", "--yes").exits(0);

    var status = home.fnkJson("status", "-o", "json");
    assertThat(status.at("/node/ready").asBoolean()).isTrue();
    assertThat(status.at("/pods")).hasSize(1);
    assertThat(status.at("/pods/0/phase").asString()).isEqualTo("Running");
    assertThat(home.kubectl("get", "configmap", "-n", "kube-system", "-o", "name").exits(0).out())
        .doesNotContain("aws-auth");
    // Its serving certificate, which only its user's extra rights let it approve, is in use.
    var pod = "pod/" + status.at("/pods/0/name").asString();
    Await.until("logs", SOON, () -> home.kubectl("logs", pod).exit() == 0);
    home.fnk("plan").exits(0);
  }

  @Test
  @Order(2)
  void whatOutlivesTheClusterHoldsItUntilItIsGone() {
    home.kubectlWithInput(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: default
              finalizers: [example.com/hold]
            spec:
              type: LoadBalancer
              ports:
                - port: 80
            """,
            "apply",
            "-f",
            "-")
        .exits(0);

    var run = home.fnk("teardown", "--yes", "--timeout", "40s");

    assertThat(run.exit()).as(run.toString()).isNotZero();
    assertThat(run.err()).contains("Service default/web (held by example.com/hold)");
    assertThat(home.kubectl("get", "nodes", "-o", "name").exits(0).out())
        .contains("node/virtual-kubelet");
    home.kubectl(
            "patch", "service", "web", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}")
        .exits(0);
  }

  @Test
  @Order(3)
  void teardownLeavesNothing() {
    home.fnk("teardown", "--yes").exits(0);

    try (var account = World.account(home)) {
      assertThat(account.tagged(LAB)).isEmpty();
      assertThat(account.iam.listRoles().roles())
          .noneMatch(role -> role.roleName().startsWith(LAB));
    }
  }
}
