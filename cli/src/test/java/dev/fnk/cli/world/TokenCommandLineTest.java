package dev.fnk.cli.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.config.Setting;
import dev.fnk.cli.config.Settings;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.local.LocalLabWorld;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TokenCommandLineTest {
  private static final Path HERE = Path.of("/srv/here");

  @Test
  void theWordsSayWhichLabOfWhichWorld() {
    assertThat(of(Map.of(Setting.LAB, "l", Setting.REGION, "us-east-2"), Map.of()).commandLine())
        .containsExactly("fnk", "token", "--no-local", "--lab", "l", "--region", "us-east-2");
    assertThat(of(Map.of(Setting.PROFILE, "p"), Map.of()).commandLine()).endsWith("--profile", "p");
    assertThat(of(Map.of(Setting.LOCAL, "true", Setting.PROFILE, "p"), Map.of()).commandLine())
        .contains("--local")
        .doesNotContain("--profile");
  }

  @Test
  void theLocalWorldIsFoundByItsState() {
    var local = Map.of(Setting.LOCAL, "true");

    assertThat(of(local, Map.of("XDG_STATE_HOME", "/s", "AWS_PROFILE", "p")).environment())
        .containsExactly(Map.entry("FNK_STATE_DIR", "/s/fnk/local"));
    assertThat(of(local, Map.of("FNK_STATE_DIR", "/t")).environment())
        .containsExactly(Map.entry("FNK_STATE_DIR", "/t"));
    assertThat(of(local, Map.of("HOME", "/h")).environment())
        .containsExactly(Map.entry("FNK_STATE_DIR", "/h/.local/state/fnk/local"));
  }

  @Test
  void whatTheAwsSdkGoesByIsLaidDownWithAbsolutePaths() {
    var environment =
        Map.of(
            "HOME", "/h",
            "AWS_PROFILE", "team",
            "AWS_CONFIG_FILE", "aws/config",
            "AWS_SHARED_CREDENTIALS_FILE", "/c",
            "AWS_ENDPOINT_URL", "http://127.0.0.1:5000",
            "PATH", "/bin");

    assertThat(of(Map.of(), environment).environment())
        .isEqualTo(
            Map.of(
                "HOME", "/h",
                "AWS_PROFILE", "team",
                "AWS_CONFIG_FILE", "/srv/here/aws/config",
                "AWS_SHARED_CREDENTIALS_FILE", "/c",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:5000"));
  }

  @Test
  void aProfileThatIsNotNamedIsTheDefaultOne() {
    assertThat(of(Map.of(), Map.of()).environment()).containsEntry("AWS_PROFILE", "default");
    assertThat(of(Map.of(Setting.PROFILE, "p"), Map.of("AWS_PROFILE", "q")).environment())
        .doesNotContainKey("AWS_PROFILE");
  }

  @Test
  void secretsAreNotWrittenButSaid() {
    var keys =
        Map.of(
            "AWS_ACCESS_KEY_ID", "AKIAKEY",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_SESSION_TOKEN", "token",
            "AWS_ENDPOINT_URL", "http://me:password@proxy");

    var command = of(Map.of(), keys);

    assertThat(command.environment()).isEmpty();
    assertThat(command.commandLine().toString()).doesNotContain("AKIAKEY", "secret");
    assertThat(command.caution()).get().asString().contains("AWS_ACCESS_KEY_ID", "--profile");
    assertThat(of(Map.of(Setting.PROFILE, "p"), keys).caution()).isEmpty();
    assertThat(of(Map.of(Setting.LOCAL, "true"), keys).caution()).isEmpty();
  }

  private static ExecCommand of(Map<Setting, String> flags, Map<String, String> environment) {
    LabConfig config = Settings.load(Optional.empty(), Map.of(), flags).toLabConfig();
    return TokenCommandLine.of(config, environment, HERE, new LocalLabWorld(environment));
  }
}
