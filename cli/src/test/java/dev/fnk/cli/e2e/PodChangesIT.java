package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is done to pods that run, seen from outside; one lab for all. */
final class PodChangesIT extends PodsInLab {
  private static final String BUDGET =
      "Cannot evict pod as it would violate the pod's disruption budget";

  /** A connection that is silent for 50 s is dead, and 40 s later the pod is not ready. */
  private static final Duration UNREACHABLE = Duration.ofSeconds(150);

  @Test
  void anotherImageIsAnotherTaskOfTheSamePod() {
    apply("changes");
    JsonNode before = inPhase("changes", "Running");
    JsonNode first = container(before, "main");
    // The same image by another name.
    String image = first.at("/image").asString().replace("@sha256:", ":again@sha256:");
    assertThat(image).contains(":again@");

    home.kubectl("set", "image", "pod/changes", "main=" + image).exits(0);

    JsonNode after =
        podWhen(
            "changes",
            "runs the other image",
            SOON,
            p ->
                container(p, "main").at("/image").asString("").equals(image)
                    && container(p, "main").at("/state/running").isObject());
    JsonNode second = container(after, "main");
    assertThat(after.at("/metadata/uid")).isEqualTo(before.at("/metadata/uid"));
    assertThat(second.at("/restartCount").asInt()).isOne();
    assertThat(second.at("/lastState/terminated/exitCode").asInt()).isEqualTo(7);
    assertThat(task(second.at("/containerID").asString()))
        .isNotEqualTo(task(first.at("/containerID").asString()));
    Await.until(
        "the event",
        SOON,
        () -> events("changes").contains("Container main definition changed, will be restarted"));
    home.kubectl("delete", "pod", "changes", "--grace-period=1").exits(0);
  }

  @Test
  void aDeadlineThatIsBroughtForwardEndsThePodWithItsGrace() {
    apply("deadline");
    inPhase("deadline", "Running");
    // There is no time left, and it counts from the pod's start.
    home.kubectl("patch", "pod", "deadline", "-p", "{\"spec\":{\"activeDeadlineSeconds\":1}}")
        .exits(0);

    JsonNode pod = inPhase("deadline", "Failed");

    assertThat(pod.at("/status/reason").asString()).isEqualTo("DeadlineExceeded");
    assertThat(container(pod, "main").at("/state/terminated/exitCode").asInt()).isEqualTo(9);
    Await.until("the event", SOON, () -> events("deadline").contains("Stopping container main"));
    assertThat(events("deadline")).doesNotContain("Stopping task");
  }

  @Test
  void anEvictionIsHeldUpByABudgetAndThenHasThePodsGrace() {
    apply("evicted");
    inPhase("evicted", "Running");
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
    home.kubectl("wait", "--for=delete", "pod/evicted", "--timeout=60s").exits(0);
    home.kubectl("delete", "pdb", "evicted").exits(0);
  }

  @Test
  void aDrainEvictsAllAsBudgetsAllowAndTheNodeServesAgainAfterwards() {
    apply("drained");
    home.kubectl("rollout", "status", "deployment/drained", "--timeout=90s").exits(0);
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
    drain(node, "90s").exits(0);

    assertThat(running(node, "")).isZero();
    Await.until("no task of a pod", SOON, () -> account.podTasks(LAB).isEmpty());
    assertThat(home.kubectlJson("get", "node", node).at("/spec/unschedulable").asBoolean())
        .isTrue();
    home.kubectl("uncordon", node).exits(0);
    home.kubectl("wait", "--for=condition=Available", "deployment", "--all", "--timeout=90s")
        .exits(0);
    assertThat(running(node, "app=drained")).isEqualTo(2);
    home.kubectl("delete", "deployment,pdb", "drained").exits(0);
  }

  @Test
  void aPodWhoseAgentIsNotHeardIsNotReadyUntilItIs() {
    apply("lonely");
    JsonNode pod = inPhase("lonely", "Running");
    home.kubectl("wait", "--for=condition=Ready", "pod/lonely", "--timeout=60s").exits(0);
    String task = task(container(pod, "main").at("/containerID").asString());

    home.docker("pause", "fnk-" + task + "-fnk-agent").exits(0);
    try {
      JsonNode lost =
          podWhen(
              "lonely",
              "is not ready",
              UNREACHABLE,
              p -> condition(p, "Ready").at("/status").asString().equals("False"));
      assertThat(condition(lost, "Ready").at("/reason").asString()).isEqualTo("AgentUnreachable");
      assertThat(container(lost, "main").at("/state/running").isObject()).isTrue();
      Await.until("the event", SOON, () -> events("lonely").contains("AgentUnreachable"));
    } finally {
      home.docker("unpause", "fnk-" + task + "-fnk-agent").exits(0);
    }

    home.kubectl("wait", "--for=condition=Ready", "pod/lonely", "--timeout=60s").exits(0);
    Await.until("the other event", SOON, () -> events("lonely").contains("AgentHeard"));
    JsonNode again = home.kubectlJson("get", "pod", "lonely");
    assertThat(restarts(again, "main")).isZero();
    assertThat(task(container(again, "main").at("/containerID").asString())).isEqualTo(task);
    home.kubectl("delete", "pod", "lonely").exits(0);
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

  private static JsonNode condition(JsonNode pod, String type) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.at("/type").asString().equals(type)) {
        return condition;
      }
    }
    return pod.at("/nothing");
  }

  private String events(String pod) {
    return home.kubectl("get", "events", "--field-selector=involvedObject.name=" + pod).out();
  }
}
