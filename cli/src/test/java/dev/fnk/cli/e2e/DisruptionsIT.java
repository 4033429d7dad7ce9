package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Pods that are made to leave their node, and a node that is killed: what has the whole lab to
 * itself, one after the other.
 */
final class DisruptionsIT extends PodsInLab {
  private static final String BUDGET =
      "Cannot evict pod as it would violate the pod's disruption budget";

  @Nested
  final class Channel extends ChannelInLab {
    Channel() {
      super(DisruptionsIT.this);
    }
  }

  @Test
  void anEvictionIsHeldUpByABudgetAndThenHasThePodsGrace() {
    apply("evicted");
    inPhase("evicted", "Running");
    log("evicted"); // it hears signals
    allowed("evicted", 0);
    Run refused = evict("evicted");
    assertThat(refused.exit()).isOne();
    assertThat(refused.err()).contains("TooManyRequests", BUDGET);
    assertThat(evicted().at("/metadata/deletionTimestamp").isMissingNode()).isTrue();

    budget("evicted", 0);
    allowed("evicted", 1);
    evict("evicted").exits(0);

    assertThat(evicted().at("/metadata/deletionGracePeriodSeconds").asInt()).isEqualTo(20);
    JsonNode pod =
        podWhen(
            "evicted",
            "has no container that runs",
            SOON,
            p -> container(p, "main").at("/state/terminated").isObject());
    assertThat(container(pod, "main").at("/state/terminated/exitCode").asInt()).isEqualTo(3);
    JsonNode disrupted = condition(pod, "DisruptionTarget");
    assertThat(disrupted.at("/status").asString()).isEqualTo("True");
    assertThat(disrupted.at("/reason").asString()).isEqualTo("EvictionByEvictionAPI");
    home.kubectl("patch", "pod", "evicted", "-p", "{\"metadata\":{\"finalizers\":null}}").exits(0);
    home.kubectl("wait", "--for=delete", "pod/evicted", "--timeout=180s").exits(0);
    home.kubectl("delete", "pdb", "evicted").exits(0);
  }

  @Test
  void aDrainEvictsAllAsBudgetsAllowAndTheNodeServesAgainAfterwards() {
    apply("drained");
    home.kubectl("rollout", "status", "deployment/drained", "--timeout=180s").exits(0);
    allowed("drained", 0);
    String node =
        home.kubectlJson("get", "pods", "-l", "app=drained")
            .at("/items/0/spec/nodeName")
            .asString();

    Run heldUp = drain(node, "15s");
    assertThat(heldUp.exit()).isOne();
    assertThat(heldUp.err()).contains(BUDGET);
    assertThat(running(node, "app=drained")).isEqualTo(2);

    budget("drained", 0);
    allowed("drained", 2);
    drain(node, "240s").exits(0);

    assertThat(running(node, "")).isZero();
    Await.until("no task of a pod", SOON, () -> account.podTasks(LAB).isEmpty());
    assertThat(home.kubectlJson("get", "node", node).at("/spec/unschedulable").asBoolean())
        .isTrue();
    home.kubectl("uncordon", node).exits(0);
    home.kubectl("wait", "--for=condition=Available", "deployment", "--all", "--timeout=180s")
        .exits(0);
    Await.until("both on it again", SOON, () -> running(node, "app=drained") == 2);
    home.kubectl("delete", "deployment,pdb", "drained").exits(0);
  }

  private JsonNode evicted() {
    return home.kubectlJson("get", "pod", "evicted");
  }

  private Run evict(String pod) {
    return home.kubectlWithInput(
        """
        {"apiVersion": "policy/v1", "kind": "Eviction",
         "metadata": {"name": "%s", "namespace": "default"}}
        """
            .formatted(pod),
        "create",
        "--raw",
        "/api/v1/namespaces/default/pods/" + pod + "/eviction",
        "-f",
        "-");
  }

  private Run drain(String node, String within) {
    return home.kubectl(
        "drain",
        node,
        "--force",
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--timeout=" + within);
  }

  private void budget(String name, int minAvailable) {
    home.kubectl("patch", "pdb", name, "-p", "{\"spec\":{\"minAvailable\":" + minAvailable + "}}")
        .exits(0);
  }

  /** Waits until the budget has counted its pods. */
  private void allowed(String name, int disruptions) {
    Await.until(
        "budget " + name + " allows " + disruptions,
        SOON,
        () -> {
          JsonNode budget = home.kubectlJson("get", "pdb", name);
          return budget.at("/status/observedGeneration").equals(budget.at("/metadata/generation"))
              && budget.at("/status/currentHealthy").asInt(0) > 0
              && budget.at("/status/disruptionsAllowed").asInt(-1) == disruptions;
        });
  }

  private int running(String node, String labels) {
    return home.kubectlJson(
            "get", "pods", "-A", "-l", labels, "--field-selector=spec.nodeName=" + node)
        .at("/items")
        .size();
  }
}
