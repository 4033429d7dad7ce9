package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import tools.jackson.databind.JsonNode;

/**
 * What a pod may say, proved from inside its containers, and what is done to it while it runs; one
 * lab for all, in which several tests run at a time.
 */
final class PodsIT extends PodsInLab {
  /** In the same lab, which takes a minute to start. */
  @Nested
  final class Charts extends ChartsInLab {
    Charts() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class Changes extends ChangesInLab {
    Changes() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class Figures extends FiguresInLab {
    Figures() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class FirstProcess extends FirstProcessInLab {
    FirstProcess() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class MetricsServer extends MetricsServerInLab {
    MetricsServer() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class Restarts extends RestartsInLab {
    Restarts() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class Rows extends RowsInLab {
    Rows() {
      super(PodsIT.this);
    }
  }

  @Nested
  final class Volumes extends VolumesInLab {
    Volumes() {
      super(PodsIT.this);
    }
  }

  @BesideOthers
  void secretsConfigMapsAndFieldsAreInItsEnvironment() {
    apply("environment");

    JsonNode pod = inPhase("environment", "Succeeded");
    assertThat(log("environment"))
        .isEqualTo(
            "hush-hush-word blue green %s front virtual-kubelet role\n"
                .formatted(pod.at("/status/podIP").asString()));
    assertThat(whatEcsKnows()).contains("fnk-agent").doesNotContain("hush-hush-word", "blue");
  }

  @BesideOthers
  void initContainersComeFirstAndASidecarDoesNotKeepAJobFromEnding() {
    apply("order");

    inPhase("order", "Succeeded");
    assertThat(log("order", "-c", "main")).isEqualTo("one\ntwo\nthree\n");
  }

  @BesideOthers
  void whatIsMissingIsWaitedFor() {
    apply("waits");
    JsonNode waiting =
        Await.value(
            "why it waits",
            SOON,
            () ->
                Optional.of(
                        container(home.kubectlJson("get", "pod", "waits"), "main")
                            .at("/state/waiting"))
                    .filter(w -> w.at("/message").asString("").contains("late")));
    assertThat(waiting.at("/reason").asString()).isEqualTo("CreateContainerConfigError");
    assertThat(waiting.at("/message").asString()).contains("configmap \"late\" not found");

    apply("late");

    inPhase("waits", "Succeeded");
    assertThat(log("waits")).isEqualTo("better-than-never\n");
  }

  @BesideOthers
  void aDeletionsGraceIsThePodsToUse() {
    apply("polite");
    log("polite", "-c", "main"); // both know what to do about signals
    log("polite", "-c", "deaf");

    Run deleted = home.kubectl("delete", "pod", "polite", "--grace-period=8").exits(0);

    // The one that does not listen is killed when the grace of the deletion is over; its own is
    // 100.
    assertThat(deleted.took()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(80));
  }

  @BesideOthers
  void hooksComeAfterItsStartAndBeforeItsSignal() {
    apply("hooks");
    Await.until(
        "all that is before its end",
        SOON,
        () ->
            home.kubectl("exec", "hooks", "-c", "witness", "--", "cat", "/shared/order")
                .out()
                .equals("postStart\nnext\n"));
    // There is no time left: its end comes from outside, and its log stays to be read.
    home.kubectl("patch", "pod", "hooks", "-p", "{\"spec\":{\"activeDeadlineSeconds\":1}}")
        .exits(0);

    JsonNode pod = inPhase("hooks", "Failed");
    assertThat(pod.at("/status/reason").asString()).isEqualTo("DeadlineExceeded");
    assertThat(log("hooks", "-c", "witness")).isEqualTo("postStart\nnext\npreStop\nleft\nTERM\n");
  }

  @BesideOthers
  void aHookThatFailsEndsItsContainer() {
    apply("unhooked");

    JsonNode pod = inPhase("unhooked", "Failed");
    assertThat(container(pod, "main").at("/state/terminated/exitCode").asInt()).isIn(5, 143);
    told("unhooked", "FailedPostStartHook");
  }

  @BesideOthers
  void aFailedRunsLastWordsAreItsMessageAndInTheLog() {
    apply("words");

    JsonNode last =
        Await.value(
            "its last words",
            SOON,
            () ->
                Optional.of(
                        container(home.kubectlJson("get", "pod", "words"), "main")
                            .at("/lastState/terminated"))
                    .filter(run -> run.has("message")));
    assertThat(last.at("/message").asString()).isEqualTo("all is lost\n");
    // Of which run, two within a second do not say.
    assertThat(log("words", "--previous").lines()).isNotEmpty().containsOnly("all is lost");
    home.kubectl("delete", "pod", "words").exits(0);
  }

  @BesideOthers
  void namesAreInItsFiles() {
    apply("names");

    JsonNode pod = inPhase("names", "Succeeded");
    assertThat(log("names"))
        .startsWith(
            """
            db
            # By the pod's dnsPolicy and dnsConfig.
            nameserver 192.0.2.53
            search example.com
            options ndots:2
            """)
        .contains(
            "\n%s\tdb.data.default.svc.cluster.local\tdb\n"
                .formatted(pod.at("/status/podIP").asString()))
        .contains("\n# Entries added by HostAliases.\n192.0.2.1\tone\ttwo\n");
  }

  @BesideOthers
  void allThatCannotBeHadIsToldInOneEvent() {
    apply("refused");

    String message =
        Await.value(
            "why it waits",
            SOON,
            () ->
                Optional.of(
                        container(home.kubectlJson("get", "pod", "refused"), "main")
                            .at("/state/waiting/message")
                            .asString(""))
                    .filter(text -> !text.isEmpty()));
    assertThat(message).contains("hostNetwork", "volume host", "privileged");
    told("refused", "Unsupported");
    home.kubectl("delete", "pod", "refused").exits(0);
  }

  @BesideOthers
  void itsRoleIsItsServiceAccountsAndItsCapacityItsNamespaces() {
    apply("placed");

    Await.until(
        "pod placed is Succeeded",
        SOON,
        () ->
            home.kubectlJson("get", "pod", "placed", "-n", "placed")
                .at("/status/phase")
                .asString("")
                .equals("Succeeded"));
    // Whoever runs in it is the role, and so the node has taken its agent for the task's.
    Await.until(
        "the log of placed",
        SOON,
        () -> home.kubectl("logs", "placed", "-n", "placed").out().contains("e2e-pods-orders"));
    String task =
        home.kubectlJson("get", "pod", "placed", "-n", "placed")
            .at("/metadata/annotations/fnk.dev~1task")
            .asString();
    assertThat(account.ecs.describeTasks(r -> r.cluster(LAB).tasks(task)).tasks())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.capacityProviderName()).isEqualTo("FARGATE_SPOT");
              assertThat(found.overrides().taskRoleArn()).endsWith(":role/e2e-pods-orders");
            });
    Await.until(
        "the event of the pod that asks for another role",
        SOON,
        () ->
            home.kubectl(
                    "get",
                    "events",
                    "-n",
                    "placed",
                    "--field-selector=involvedObject.name=stranger")
                .out()
                .contains("arn:aws:iam::123456789012:role/admin"));
    home.kubectl("delete", "pod", "stranger", "-n", "placed").exits(0);
  }

  @BesideOthers
  void whatItsTaskHasAndWhatOfThatIsUnusedIsTold() {
    apply("sized");
    JsonNode noted = inPhase("sized", "Running").at("/metadata/annotations");

    assertThat(noted.at("/CapacityProvisioned").asString()).isEqualTo("0.25vCPU 1GB");
    assertThat(noted.at("/fnk.dev~1size").asString()).isEqualTo("256/1024");
    assertThat(noted.at("/fnk.dev~1unused").asString()).isEqualTo("0/500");
    assertThat(home.fnkJson("status", "-o", "json").at("/pods"))
        .filteredOn(pod -> pod.at("/name").asString().equals("sized"))
        .singleElement()
        .satisfies(
            pod -> {
              assertThat(pod.at("/memory").asInt()).isEqualTo(1024);
              assertThat(pod.at("/unused/cpu").asInt(-1)).isZero();
              assertThat(pod.at("/unused/memory").asInt()).isEqualTo(500);
            });
    home.kubectl("delete", "pod", "sized").exits(0);
  }
}
