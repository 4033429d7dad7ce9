package dev.fnk.cli.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** A lab whose pods are looked at from inside; one for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PodsInLab {
  static final String LAB = "e2e-pods";
  static final Duration SOON = Duration.ofMinutes(3);
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}
      """;

  final Home home =
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
  Account account = new Account(URI.create("http://127.0.0.1:1"), "none", "none");

  /** Of the sample, which has a shell. */
  String image = "";

  @BeforeAll
  void start() {
    home.fnk(startCommand()).exits(0);
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

  String[] startCommand() {
    return new String[] {"local", "start"};
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  /** A manifest of the test's resources, in {@code pods}. */
  void apply(String name) {
    applyFrom("pods/" + name);
  }

  /** A manifest of the test's resources. */
  void applyFrom(String path) {
    Manifest.of(path).with("IMAGE", image).applyIn(home);
  }

  /** The class file of a program that pods run, {@code NAME.class}. */
  Path program(Class<?> program) {
    try (InputStream file = program.getResourceAsStream(program.getSimpleName() + ".class")) {
      return Files.write(home.file(program.getSimpleName() + ".class"), file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode inPhase(String name, String phase) {
    return podWhen(
        name, "is " + phase, SOON, p -> p.at("/status/phase").asString("").equals(phase));
  }

  /** The pod, as soon as it is so. */
  JsonNode podWhen(String name, String what, Duration within, Predicate<JsonNode> so) {
    return Await.value(
        "pod " + name + " " + what,
        within,
        () -> Optional.of(home.kubectlJson("get", "pod", name)).filter(so));
  }

  /** A log in which there is anything: all of it, if its container has ended. */
  String log(String name, String... more) {
    var arguments = new ArrayList<>(List.of("logs", name));
    arguments.addAll(List.of(more));
    return Await.value(
            "the log of " + name,
            SOON,
            () ->
                Optional.of(home.kubectl(arguments.toArray(String[]::new)))
                    .filter(run -> run.exit() == 0 && !run.out().isBlank()))
        .out();
  }

  /**
   * The log of a container that still runs, as soon as it has this line: what is written comes
   * there some time later, and not all at once.
   */
  List<String> logWith(String line, String name, String... more) {
    return Await.value(
        name + " says " + line,
        SOON,
        () -> Optional.of(log(name, more).lines().toList()).filter(lines -> lines.contains(line)));
  }

  /** Waits for an event of a pod: it is written after the status that it belongs to. */
  void told(String pod, String... words) {
    Await.until(
        "the events of " + pod,
        SOON,
        () -> {
          String events = events(pod);
          return Stream.of(words).allMatch(events::contains);
        });
  }

  String events(String pod) {
    return home.kubectl("get", "events", "--field-selector=involvedObject.name=" + pod)
        .exits(0)
        .out();
  }

  static JsonNode container(JsonNode pod, String name) {
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      if (status.at("/name").asString().equals(name)) {
        return status;
      }
    }
    return pod.at("/nothing");
  }

  static JsonNode condition(JsonNode pod, String type) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.at("/type").asString().equals(type)) {
        return condition;
      }
    }
    return pod.at("/nothing");
  }

  static int restarts(JsonNode pod, String name) {
    return container(pod, name).at("/restartCount").asInt(0);
  }

  static boolean ready(JsonNode pod, String name) {
    return container(pod, name).at("/ready").asBoolean(false);
  }

  /** The task's id in a container's id. */
  static String task(String containerId) {
    return containerId.substring("fargate://".length()).split("/", 2)[0];
  }

  /** Definitions and tasks, as text. */
  String whatEcsKnows() {
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
