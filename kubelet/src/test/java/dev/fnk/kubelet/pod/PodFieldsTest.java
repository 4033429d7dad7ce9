package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/pods.md says of each field of a pod is so, and it says something of each. */
final class PodFieldsTest {
  private static final String REFUSED = "refused";
  private static final String LEFT_OUT = "left out";
  private static final String CARRIED = "carried";
  private static final Set<String> NOTHING = Set.of("no effect", "scheduler", "API server");

  /** {@code | `field` | outcome, outcome | how |}, below the heading of a type. */
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| ([\\w ,]+) \\| .+ \\|");

  private static final Pattern HEADING = Pattern.compile("#+ (\\w+)");

  /** The page: outcomes by field by type. */
  private static Map<String, Map<String, Set<String>>> page() throws IOException {
    var types = new LinkedHashMap<String, Map<String, Set<String>>>();
    String type = "";
    for (String line : Files.readAllLines(Path.of("..", "docs", "pods.md"))) {
      var heading = HEADING.matcher(line);
      if (heading.matches()) {
        type = heading.group(1);
      }
      var row = ROW.matcher(line);
      if (row.matches()) {
        types
            .computeIfAbsent(type, _ -> new TreeMap<>())
            .put(row.group(1), new TreeSet<>(List.of(row.group(2).split(", "))));
      }
    }
    return types;
  }

  @Test
  void thePageNamesEveryFieldOfTheModelAndNoOther() throws IOException {
    var page = page();
    assertThat(page).containsKeys("PodSpec", "Container", "Volume", "SecurityContext");
    for (var type : page.entrySet()) {
      assertThat(type.getValue().keySet())
          .as(type.getKey())
          .containsExactlyElementsOf(ModelTypes.fields(type.getKey()));
    }
  }

  /** Of what is carried; what is refused as a whole is not gone into. */
  @Test
  void thePageLeavesNoTypeOut() throws IOException {
    var page = page();
    var seen = new TreeSet<String>();
    var next = new ArrayList<>(List.of("PodSpec"));
    while (!next.isEmpty()) {
      String type = next.removeLast();
      if (seen.add(type)) {
        page.getOrDefault(type, Map.of())
            .forEach(
                (field, outcomes) -> {
                  if (outcomes.contains(CARRIED)) {
                    ModelTypes.typeOf(type, field).ifPresent(next::add);
                  }
                });
      }
    }
    assertThat(page.keySet()).containsAll(seen);
  }

  @Test
  void everyFieldOfThePageIsTriedWithAllThatItSaysOfIt() throws IOException {
    var tried = new TreeMap<String, Map<String, Set<String>>>();
    FieldSamples.sections()
        .forEach(
            (type, section) ->
                section
                    .values()
                    .forEach(
                        (field, values) ->
                            tried
                                .computeIfAbsent(type, _ -> new TreeMap<>())
                                .put(
                                    field,
                                    values.stream()
                                        .map(FieldSamples.Value::outcome)
                                        .collect(Collectors.toCollection(TreeSet::new)))));
    assertThat(tried).isEqualTo(new TreeMap<>(page()));
  }

  /** A field with a value. */
  private record Sample(FieldSamples.Section section, String field, FieldSamples.Value value) {
    @Override
    public String toString() {
      return section.type() + "." + field + " " + value.outcome();
    }
  }

  static Stream<Sample> samples() {
    return FieldSamples.sections().values().stream()
        .flatMap(
            section ->
                section.values().entrySet().stream()
                    .flatMap(
                        field ->
                            field.getValue().stream()
                                .map(value -> new Sample(section, field.getKey(), value))));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatBecomesOfAFieldAlone(Sample sample) {
    var section = sample.section;
    var value = sample.value;
    FieldOutcome without = FieldOutcome.of(FieldSamples.pod(section.changed(value.with())));
    FieldOutcome with =
        FieldOutcome.of(FieldSamples.pod(section.changed(section.changes(sample.field, value))));

    if (value.outcome().equals(REFUSED)) {
      assertThat(without.refusals()).isEmpty();
      assertThat(with.refusals())
          .singleElement()
          .asString()
          .contains(sample.field)
          .contains(" (instead: ");
      return;
    }
    assertThat(with.refusals()).isEmpty();
    switch (value.outcome()) {
      case LEFT_OUT -> assertThat(with.notices()).hasSizeGreaterThan(without.notices().size());
      case CARRIED -> {
        assertThat(with.made()).isNotEqualTo(without.made());
        assertThat(with.notices()).isEqualTo(without.notices());
      }
      default -> {
        assertThat(NOTHING).contains(value.outcome());
        assertThat(with).isEqualTo(without);
      }
    }
  }
}
