package dev.fnk.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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

  private static Set<String> model(String type) throws ClassNotFoundException {
    var fields = new TreeSet<String>();
    for (Field field :
        Class.forName(PodSpec.class.getPackageName() + "." + type).getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())
          && !field.getName().equals("additionalProperties")) {
        fields.add(field.getName());
      }
    }
    return fields;
  }

  @Test
  void thePageNamesEveryFieldOfTheModelAndNoOther() throws Exception {
    var page = page();
    assertThat(page).containsKeys("PodSpec", "Container", "Volume", "SecurityContext");
    for (var type : page.entrySet()) {
      assertThat(type.getValue().keySet())
          .as(type.getKey())
          .containsExactlyElementsOf(model(type.getKey()));
    }
  }

  /** Of the pod's own types; those of volumes that are refused as a whole are not gone into. */
  @Test
  void thePageLeavesNoTypeOut() throws Exception {
    var seen = new TreeSet<String>();
    var page = page();
    var next = new ArrayList<>(List.of("PodSpec"));
    while (!next.isEmpty()) {
      String type = next.removeLast();
      if (!seen.add(type)) {
        continue;
      }
      for (String field : model(type)) {
        Set<String> outcomes = page.getOrDefault(type, Map.of()).getOrDefault(field, Set.of());
        typeOf(type, field).filter(_ -> outcomes.contains(CARRIED)).ifPresent(next::add);
      }
    }
    assertThat(page.keySet()).containsAll(seen);
  }

  /** Of a field that has fields of its own. */
  private static Stream<String> types(String type, String field)
      throws ReflectiveOperationException {
    var generic =
        Class.forName(PodSpec.class.getPackageName() + "." + type)
            .getDeclaredField(field)
            .getGenericType()
            .getTypeName();
    return Arrays.stream(generic.split("[<>,]"))
        .map(String::strip)
        .filter(name -> name.startsWith(PodSpec.class.getPackageName() + "."))
        .map(name -> name.substring(name.lastIndexOf('.') + 1));
  }

  private static Optional<String> typeOf(String type, String field)
      throws ReflectiveOperationException {
    return types(type, field)
        .filter(name -> !Set.of("Quantity", "IntOrString").contains(name))
        .findFirst();
  }

  @Test
  void everyFieldOfThePageIsTriedWithAllThatItSaysOfIt() throws Exception {
    var tried = new TreeMap<String, Map<String, Set<String>>>();
    for (FieldSamples.Sample sample : FieldSamples.all()) {
      tried
          .computeIfAbsent(sample.type(), _ -> new TreeMap<>())
          .computeIfAbsent(sample.field(), _ -> new TreeSet<>())
          .add(sample.outcome());
    }
    assertThat(tried).isEqualTo(new TreeMap<>(page()));
  }

  static List<FieldSamples.Sample> samples() {
    return FieldSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatBecomesOfAFieldAlone(FieldSamples.Sample sample) {
    FieldOutcome without = FieldOutcome.of(sample.without());
    FieldOutcome with = FieldOutcome.of(sample.with());

    if (sample.outcome().equals(REFUSED)) {
      assertThat(without.refusals()).isEmpty();
      assertThat(with.refusals())
          .singleElement()
          .asString()
          .contains(sample.field())
          .contains(" (instead: ");
      return;
    }
    assertThat(with.refusals()).isEmpty();
    switch (sample.outcome()) {
      case LEFT_OUT -> assertThat(with.notices()).hasSizeGreaterThan(without.notices().size());
      case CARRIED -> {
        assertThat(with.made()).isNotEqualTo(without.made());
        assertThat(with.notices()).isEqualTo(without.notices());
      }
      default -> {
        assertThat(NOTHING).contains(sample.outcome());
        assertThat(with).isEqualTo(without);
      }
    }
  }
}
