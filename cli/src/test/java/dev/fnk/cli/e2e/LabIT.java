package dev.fnk.cli.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The lab from nothing to a pod that answers and back to nothing: one story, told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
final class LabIT {
  static final String LAB = "e2e-lab";
  static final String NODE = "virtual-kubelet";

  /** Until another task of the service has the node's lease. */
  static final Duration TAKEOVER = Duration.ofMinutes(5);

  static final Duration SOON = Duration.ofMinutes(3);

  final Home home =
      Home.with(
          """
          lab: e2e-lab
          local: true
          network:
            vpcCidr: 10.181.0.0/16
          """);
  Account account = new Account(URI.create("http://127.0.0.1:1"), "none", "none");

  /** ARN of the task that is the node, as far as it is known. */
  String nodeTask = "";

  @Nested
  @Order(1)
  final class Stages extends StagesInLab {
    Stages() {
      super(LabIT.this);
    }
  }

  @Nested
  @Order(2)
  final class Sample extends SampleInLab {
    Sample() {
      super(LabIT.this);
    }
  }

  @Nested
  @Order(3)
  final class End extends EndInLab {
    End() {
      super(LabIT.this);
    }
  }

  @BeforeAll
  void start() {
    home.fnk("local", "start", "--record").exits(0);
    account.close();
    account = World.account(home);
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  static Optional<JsonNode> condition(JsonNode object, String type) {
    return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
        .filter(condition -> condition.at("/type").asString().equals(type))
        .findFirst();
  }

  static List<JsonNode> items(JsonNode list) {
    return StreamSupport.stream(list.at("/items").spliterator(), false).toList();
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asString();
  }
}
