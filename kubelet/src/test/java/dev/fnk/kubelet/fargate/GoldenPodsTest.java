package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.Unsupported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Manifests, and what becomes of each, to the letter: what ECS is asked, as it is on the wire, and
 * what the agent is told. {@code -Dfnk.golden=write} writes it anew, to be read before it is
 * committed. ConformanceIT holds the requests against AWS's own description, the agent's tests hold
 * what it is told against what it takes.
 */
class GoldenPodsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/fnk/kubelet/fargate/golden");
  private static final Path PODS = GOLDEN.resolve("pods");
  private static final SupervisedTask MAPPING =
      new SupervisedTask(Pods.CONFIG, new ApiAddress("api.example", 443), "X86_64");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

  static List<String> manifests() throws IOException {
    return names(".yaml");
  }

  private static List<String> names(String ending) throws IOException {
    try (Stream<Path> files = Files.list(PODS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void whatBecomesOfIt(String name) throws Exception {
    GoldenPod golden =
        GoldenPod.of(
            Files.readString(PODS.resolve(name + ".yaml")),
            Files.readString(GOLDEN.resolve("images.yaml")));
    String becomes = PRETTY.writeValueAsString(sorted(outcome(golden))) + "\n";
    Path file = PODS.resolve(name + ".json");
    if ("write".equals(System.getProperty("fnk.golden"))) {
      Files.writeString(file, becomes);
    }
    assertThat(becomes).isEqualTo(Files.readString(file));
  }

  @Test
  void eachHasAManifest() throws IOException {
    assertThat(names(".json")).isEqualTo(manifests());
  }

  private static Map<String, Object> outcome(GoldenPod golden) throws InterruptedException {
    var outcome = new LinkedHashMap<String, Object>();
    switch (MAPPING.plan(golden.pod(), 0, golden.inputs())) {
      case Unsupported(String reason, List<String> messages) -> {
        outcome.put("refused", reason);
        outcome.put("why", messages);
      }
      case TaskPlan plan -> {
        Map<String, Object> asked = asked(plan);
        assertThat(golden.secrets()).noneMatch(asked.toString()::contains);
        outcome.put("asked", asked);
        outcome.put("told", told(golden));
        outcome.put("leftOut", plan.notices().stream().map(GoldenPodsTest::words).toList());
      }
    }
    return outcome;
  }

  /** Of ECS, by the runtime that the node has. */
  private static Map<String, Object> asked(TaskPlan plan) throws InterruptedException {
    var ecs = new RecordedEcs();
    try (var scheduler = new SystemScheduler();
        var runtime = new FargateRuntime(ecs.client(), Pods.CONFIG, scheduler)) {
      assertThat(runtime.launch(plan, Patience.endless(scheduler)))
          .isInstanceOf(LaunchResult.Launched.class);
    }
    var asked = new LinkedHashMap<String, Object>();
    ecs.asked.forEach((operation, json) -> asked.put(operation, JSON.readTree(json)));
    return asked;
  }

  private static Object told(GoldenPod golden) {
    return ((SpecificationResult.Specified)
            MAPPING.specify(golden.pod(), "10.0.1.5", golden.inputs()))
        .specification();
  }

  private static String words(Notice notice) {
    return notice.reason() + ": " + notice.message();
  }

  /** With the fields of all objects by name, which is no order that means anything. */
  private static Object sorted(Map<String, Object> outcome) {
    return JSON.readValue(JSON.writeValueAsString(outcome), Object.class);
  }
}
