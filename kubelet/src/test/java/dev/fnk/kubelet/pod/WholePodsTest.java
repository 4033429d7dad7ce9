package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.task.ContainerTemplate;
import dev.fnk.kubelet.task.TaskTemplate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds of every pod, whatever it says. A failure names its seed. */
final class WholePodsTest {
  private static final int PODS = Integer.getInteger("fnk.pods", 3_000);
  private static final String IS_FIRST = "\"firstProcess\":true";

  @Test
  void everyPodIsATaskThatEcsTakesOrRefusedByName() {
    int carried = 0;
    int told = 0;
    var seen = new TreeMap<String, Seen>();
    for (long seed = 0; seed < PODS; seed++) {
      var whole = WholePods.of(seed);
      FieldOutcome outcome = FieldOutcome.of(whole.pod());
      assertThat(outcome.refusals())
          .as("seed " + seed)
          .containsAll(FieldOutcome.refusals(whole.pod()));
      if (outcome.refusals().isEmpty()) {
        carried++;
        told += outcome.specification().contains(FieldOutcome.SECRET) ? 1 : 0;
        assertTakenByEcs("seed " + seed, outcome.template().orElseThrow());
        assertThat(outcome.specification().contains(IS_FIRST))
            .as("seed " + seed + ": a container is told to be its own first process")
            .isEqualTo(whole.chosen().containsKey(WholePods.FIRST));
        whole.chosen().forEach((field, values) -> note(seen, field, values));
      } else {
        assertThat(outcome.refusals())
            .as("seed " + seed)
            .doesNotHaveDuplicates()
            .allSatisfy(refusal -> assertThat(refusal).contains(" (instead: "));
      }
      assertThat(outcome.shown()).as("seed " + seed).doesNotContain(FieldOutcome.SECRET);
    }
    System.out.println(
        "pods: %d, of them %d carried, %d told secrets; %d fields"
            .formatted(PODS, carried, told, seen.size()));
    assertThat(carried).as("pods that are carried").isGreaterThan(PODS * 7 / 10);
    assertThat(told).as("pods that are told secrets").isGreaterThan(PODS / 10);
    assertThat(seen).as("fields").hasSizeGreaterThan(150);
    assertThat(seen).as("also a container that is PID 1").containsKey(WholePods.FIRST);
    assertThat(notVaried(seen))
        .as("fields that are always or never set in what is carried")
        .isEmpty();
  }

  @Test
  void equalPodsBecomeEqualTasks() {
    for (long seed = 0; seed < PODS / 10; seed++) {
      assertThat(FieldOutcome.of(WholePods.of(seed).pod()))
          .as("seed " + seed)
          .isEqualTo(FieldOutcome.of(WholePods.of(seed).pod()));
    }
  }

  /** How often a field was set in what is carried, and how often not, and to what. */
  private static final class Seen {
    private boolean absent;
    private final Set<Object> values = new HashSet<>();
  }

  private static void note(Map<String, Seen> all, String field, List<Object> values) {
    Seen seen = all.computeIfAbsent(field, _ -> new Seen());
    seen.absent |= values.isEmpty();
    seen.values.addAll(values);
  }

  private static Set<String> notVaried(Map<String, Seen> seen) {
    var never = new TreeSet<String>();
    FieldSamples.sections()
        .forEach(
            (type, section) ->
                section
                    .values()
                    .forEach(
                        (field, values) -> {
                          var its = seen.get(type + "." + field);
                          boolean all =
                              values.stream().allMatch(v -> v.outcome().equals("refused"));
                          if (!all && (its == null || its.values.isEmpty() || !its.absent)) {
                            never.add(type + "." + field);
                          }
                        }));
    return never;
  }

  /**
   * What RegisterTaskDefinition asks for.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html">Task
   *     definition parameters for Fargate</a>
   */
  private static void assertTakenByEcs(String seed, TaskTemplate task) {
    var containers = task.containers();
    var names = containers.stream().map(ContainerTemplate::name).collect(Collectors.toSet());
    assertThat(FargateSize.memories(task.size().cpu())).as(seed).contains(task.size().memoryMiB());
    assertThat(task.ephemeralStorageGiB().orElse(21)).as(seed).isBetween(21, 200);
    assertThat(containers).as(seed).hasSizeBetween(2, 10);
    assertThat(names).as(seed).hasSameSizeAs(containers);
    assertThat(containers.stream().filter(ContainerTemplate::essential)).as(seed).isNotEmpty();
    assertThat(containers.stream().mapToInt(c -> c.cpu().orElse(0)).sum())
        .as(seed)
        .isLessThanOrEqualTo(task.size().cpu());
    assertThat(
            containers.stream()
                .mapToInt(c -> Math.max(c.memory().orElse(0), c.memoryReservation().orElse(0)))
                .sum())
        .as(seed)
        .isLessThanOrEqualTo(task.size().memoryMiB());
    var ports = containers.stream().flatMap(c -> c.ports().stream()).toList();
    assertThat(ports).as(seed).doesNotHaveDuplicates();
    for (ContainerTemplate container : containers) {
      assertThat(container.name()).as(seed).matches("[a-zA-Z0-9_-]{1,255}");
      assertThat(container.memory().orElse(6)).as(seed).isGreaterThanOrEqualTo(6);
      assertThat(container.memoryReservation().orElse(6)).as(seed).isGreaterThanOrEqualTo(6);
      if (container.memory().isPresent() && container.memoryReservation().isPresent()) {
        assertThat(container.memoryReservation().getAsInt())
            .as(seed)
            .isLessThan(container.memory().getAsInt());
      }
      assertThat(container.stopTimeout()).as(seed).isBetween(2, 120);
      assertThat(names).as(seed).containsAll(container.dependsOn().keySet());
      assertThat(container.mounts()).as(seed).allMatch(m -> m.path().startsWith("/"));
    }
  }
}
