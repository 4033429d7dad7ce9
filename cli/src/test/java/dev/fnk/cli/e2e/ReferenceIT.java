package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What docs/reference.md says is what the built fnk knows. */
final class ReferenceIT {
  @Test
  void everySettingStandsInTheReferenceWithItsDefault() throws IOException {
    try (var home = Home.with("")) {
      var reference = reference();
      var rows = new ArrayList<String>();
      rows(home.fnkJson("config", "schema"), "", rows);
      assertThat(rows)
          .hasSizeGreaterThan(10)
          .allSatisfy(row -> assertThat(reference).contains(row));
    }
  }

  @Test
  void everyCommandStandsInTheReference() throws IOException {
    try (var home = Home.with("")) {
      var reference = reference();
      var commands =
          home.fnk("--help")
              .exits(0)
              .out()
              .lines()
              .dropWhile(line -> !line.startsWith("Commands:"))
              .skip(1)
              .filter(line -> line.matches("  [a-z].*"))
              .map(line -> line.strip().split("[ ,]")[0])
              .toList();
      assertThat(commands)
          .contains("up", "teardown")
          .allSatisfy(
              command -> assertThat(reference).containsPattern("fnk (\\S+ \\| )?" + command));
    }
  }

  private static void rows(JsonNode section, String prefix, List<String> rows) {
    for (var property : section.at("/properties").properties()) {
      var path = prefix + property.getKey();
      var about = property.getValue();
      if (about.has("properties")) {
        rows(about, path + ".", rows);
      } else {
        var value = about.path("default");
        var shown = value.isString() ? value.asString() : value.toString();
        rows.add("| `%s` | %s |".formatted(path, value.isMissingNode() ? "" : "`" + shown + "`"));
      }
    }
  }

  private static String reference() throws IOException {
    return Files.readString(Path.of(System.getProperty("fnk.home"), "docs", "reference.md"));
  }
}
