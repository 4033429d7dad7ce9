package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a pod may say, proved from inside its containers; one lab for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PodsIT {
  private static final String LAB = "e2e-pods";
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}
      """;

  private final Home home =
      Home.with(
          """
          lab: e2e-pods
          local: true
          network:
            vpcCidr: 10.194.0.0/16
          containers:
            podRoles: ["arn:aws:iam::123456789012:role/e2e-pods-orders"]
          workload:
            replicas: 1
          """);
  private Account account = new Account(URI.create("http://127.0.0.1:1"), "none", "none");
  private String image = "";

  @BeforeAll
  void start() {
    home.fnk("local", "start").exits(0);
    account.close();
    account = World.account(home);
    account.iam.createRole(r -> r.roleName("e2e-pods-orders").assumeRolePolicyDocument(TRUST));
    home.fnk("up", "--yes").exits(0);
    image =
        home.kubectlJson("get", "pods", "-n", "default")
            .at("/items/0/spec/containers/0/image")
            .asString();
    apply("objects");
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  @Test
  void secretsConfigMapsAndFieldsAreInItsEnvironment() {
    apply("environment");

    JsonNode pod = inPhase("environment", "Succeeded");
    assertThat(log("environment"))
        .isEqualTo(
            "hush-hush-word blue green %s front virtual-kubelet role\n"
                .formatted(pod.at("/status/podIP").asString()));
    assertThat(whatEcsKnows()).contains("fnk-agent").doesNotContain("hush-hush-word", "blue");
  }

  @Test
  void volumesHoldWhatTheyNameAndAreForTheUserThatRuns() {
    apply("volumes");

    inPhase("volumes", "Succeeded");
    assertThat(log("volumes").lines())
        .containsExactly("1234 4321 1", "hush-hush-wordblueremember", "ey", "default", "read-only");
  }

  @Test
  void whatAVolumeNamesReachesTheRunningPod() {
    apply("follows");
    sees("red first none");
    String claims = log("follows").lines().findFirst().orElseThrow().substring("token ".length());
    JsonNode token = new JsonMapper().readTree(Base64.getUrlDecoder().decode(claims));
    assertThat(token.at("/exp").asLong() - token.at("/iat").asLong()).isEqualTo(600);

    apply("follows-changed");
    home.kubectl("label", "pod", "follows", "--overwrite", "round=second").exits(0);
    sees("yellow second better-late");

    home.kubectl("delete", "secret", "appears").exits(0);
    sees("yellow second none");
    assertThat(restarts(home.kubectlJson("get", "pod", "follows"), "main")).isZero();
    home.kubectl("delete", "pod", "follows").exits(0);
  }

  private void sees(String what) {
    Await.until(
        "the pod sees " + what, SOON, () -> log("follows", "--tail=2").contains("sees " + what));
  }

  @Test
  void partsOfVolumesAreMountedWhereTheRootIsReadOnlyToo() {
    apply("subpaths");

    inPhase("subpaths", "Succeeded");
    assertThat(log("subpaths").lines()).containsExactly("prepared", "blue", "mine", "read-only");
  }

  @Test
  void oneContainerIsRestartedInPlaceAndTheOtherIsNot() {
    apply("restarts");

    JsonNode pod =
        Await.value(
            "a second restart",
            SOON,
            () ->
                Optional.of(home.kubectlJson("get", "pod", "restarts"))
                    .filter(p -> restarts(p, "shaky") >= 2));
    assertThat(restarts(pod, "steady")).isZero();
    JsonNode last = container(pod, "shaky").at("/lastState/terminated");
    assertThat(last.at("/exitCode").asInt()).isEqualTo(3);
    assertThat(last.at("/message").asString()).isEqualTo("last words\n");
    assertThat(container(pod, "steady").at("/containerID").asString())
        .startsWith("fargate://" + task(container(pod, "shaky").at("/containerID").asString()));
    home.kubectl("delete", "pod", "restarts").exits(0);
  }

  @Test
  void initContainersComeFirstAndASidecarDoesNotKeepAJobFromEnding() {
    apply("order");

    inPhase("order", "Succeeded");
    assertThat(log("order", "-c", "main")).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
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

  @Test
  void aDeletionsGraceIsThePodsToUse() {
    apply("polite");
    inPhase("polite", "Running");

    Run deleted = home.kubectl("delete", "pod", "polite", "--grace-period=8").exits(0);

    // The one that does not listen is killed when the grace of the deletion is over.
    assertThat(deleted.took()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(25));
  }

  @Test
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
    Await.until(
        "the event",
        SOON,
        () ->
            home.kubectl("get", "events", "--field-selector=involvedObject.name=refused")
                .out()
                .contains("Unsupported"));
    home.kubectl("delete", "pod", "refused").exits(0);
  }

  @Test
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

  /** A manifest of the test's resources. */
  private void apply(String name) {
    try (InputStream file = PodsIT.class.getResourceAsStream("pods/" + name + ".yaml")) {
      var manifest = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      home.kubectlWithInput(manifest.replace("IMAGE", image), "apply", "-f", "-").exits(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode inPhase(String name, String phase) {
    return Await.value(
        "pod " + name + " is " + phase,
        SOON,
        () ->
            Optional.of(home.kubectlJson("get", "pod", name))
                .filter(p -> p.at("/status/phase").asString("").equals(phase)));
  }

  private String log(String name, String... more) {
    var arguments = new ArrayList<>(List.of("logs", name));
    arguments.addAll(List.of(more));
    Await.until(
        "the log of " + name,
        SOON,
        () -> !home.kubectl(arguments.toArray(String[]::new)).out().isBlank());
    return home.kubectl(arguments.toArray(String[]::new)).exits(0).out();
  }

  private static JsonNode container(JsonNode pod, String name) {
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      if (status.at("/name").asString().equals(name)) {
        return status;
      }
    }
    return pod.at("/nothing");
  }

  private static int restarts(JsonNode pod, String name) {
    return container(pod, name).at("/restartCount").asInt(0);
  }

  /** The task's id in a container's id. */
  private static String task(String containerId) {
    return containerId.substring("fargate://".length()).split("/", 2)[0];
  }

  /** Definitions and tasks, as text. */
  private String whatEcsKnows() {
    var all = new StringBuilder();
    account
        .ecs
        .listTaskDefinitionsPaginator(r -> {})
        .taskDefinitionArns()
        .forEach(arn -> all.append(account.ecs.describeTaskDefinition(r -> r.taskDefinition(arn))));
    account.tasks(LAB).forEach(all::append);
    return all.toString();
  }
}
