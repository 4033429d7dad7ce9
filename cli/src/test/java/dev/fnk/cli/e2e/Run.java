package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a program ended. */
record Run(List<String> command, int exit, String out, String err, Duration took) {
  /** Itself, if it ended with this exit code; otherwise fails with all it said. */
  Run exits(int code) {
    assertThat(exit).as(() -> this.toString()).isEqualTo(code);
    return this;
  }

  /** What it wrote, as JSON. */
  JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }

  @Override
  public String toString() {
    return "%s%nended with %d after %d ms%nstdout:%n%s%nstderr:%n%s"
        .formatted(String.join(" ", command), exit, took.toMillis(), out, err);
  }
}
