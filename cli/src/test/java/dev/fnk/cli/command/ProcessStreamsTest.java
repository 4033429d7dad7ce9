package dev.fnk.cli.command;

import static com.github.stefanbirkner.systemlambda.SystemLambda.tapSystemErr;
import static com.github.stefanbirkner.systemlambda.SystemLambda.tapSystemOut;
import static com.github.stefanbirkner.systemlambda.SystemLambda.withEnvironmentVariable;
import static com.github.stefanbirkner.systemlambda.SystemLambda.withTextFromSystemIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.console.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams and the environment of the process itself, as main hands them over. */
final class ProcessStreamsTest {
  @TempDir private Path directory;

  @Test
  void theResultGoesToStandardOutputAndNothingToStandardError() throws Exception {
    String err =
        tapSystemErr(
            () ->
                assertThat(tapSystemOut(() -> assertThat(fnk("version", "-o", "yaml")).isZero()))
                    .startsWith("schema: fnk.dev/version/v1"));
    assertThat(err).isEmpty();
  }

  @Test
  void whatIsWrongGoesToStandardErrorAndNothingToStandardOutput() throws Exception {
    String out =
        tapSystemOut(
            () ->
                assertThat(tapSystemErr(() -> assertThat(fnk("version", "--no")).isEqualTo(64)))
                    .contains("Unknown option: '--no'"));
    assertThat(out).isEmpty();
  }

  @Test
  void theEnvironmentOfTheProcessIsLaidOverTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("fnk.yaml"), "lab: mine\n");
    String out =
        withEnvironmentVariable("FNK_LAB", "theirs")
            .and("FNK_REGION", "us-east-2")
            .execute(() -> tapSystemOut(() -> fnk("config", "view", "--config", file.toString())));
    assertThat(out)
        .containsPattern("lab +theirs +FNK_LAB")
        .containsPattern("region +us-east-2 +FNK_REGION");
  }

  @Test
  void answersAreReadFromStandardInput() throws Exception {
    withTextFromSystemIn("yes")
        .execute(() -> assertThat(Console.ofProcess().in().readLine()).isEqualTo("yes"));
  }

  private static int fnk(String... arguments) {
    return Fnk.run(Console.ofProcess(), arguments);
  }
}
