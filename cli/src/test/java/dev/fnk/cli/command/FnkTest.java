package dev.fnk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class FnkTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(List<String> command) {
    TestInvocation fnk = fnk();
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    assertThat(fnk.run(arguments.toArray(String[]::new))).isZero();
    assertThat(fnk.out()).startsWith("Usage: fnk " + String.join(" ", command));
    assertThat(fnk.out())
        .contains("--[no-]local", "--lab", "--region", "--profile", "--config", "-o");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRefusesAnUnknownOption(List<String> command) {
    TestInvocation fnk = fnk();
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--unheard-of");
    assertThat(fnk.run(arguments.toArray(String[]::new))).isEqualTo(64);
    assertThat(fnk.err())
        .containsAnyOf("Unknown option: '--unheard-of'", "Missing required option")
        .contains("--help")
        .doesNotContain("\tat ");
    assertThat(fnk.out()).isEmpty();
  }

  static Stream<List<String>> commands() {
    TestInvocation fnk = new TestInvocation(Path.of("."), Map.of());
    CommandLine root = Fnk.commandLine(fnk.console());
    return below(root, List.of());
  }

  private static Stream<List<String>> below(CommandLine command, List<String> path) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            entry -> {
              List<String> own = Stream.concat(path.stream(), Stream.of(entry.getKey())).toList();
              return Stream.concat(Stream.of(own), below(entry.getValue(), own));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up --stage base --only --dry-run --yes --timeout 45m",
        "plan --stage register -o json",
        "status --drift --watch",
        "teardown --stage kubelet -y",
        "explain workload",
        "kubelet run",
        "kubelet explain -f pods.yaml -o json",
        "kubelet image build --image sample --output x.tar",
        "kubelet image push",
        "kubeconfig",
        "token --cluster eks-lab",
        "doctor --no-local",
        "logs --follow --tail 20",
        "config view -o yaml",
        "config schema",
        "local start --port 4600 --k8s-bin /bin --quotas aws --record",
        "local serve --port 4600",
        "local stop",
        "local status",
        "completion",
        "version",
        "--local --lab x --region eu-west-1 --profile p --no-color --no-input --debug status"
      })
  void theDocumentedCommandLineIsUnderstood(String line) {
    CommandLine root = Fnk.commandLine(fnk().console());
    assertThat(root.parseArgs(line.split(" ")).unmatched()).isEmpty();
  }

  @Test
  void anUnknownStageIsAUsageErrorThatNamesThem() {
    TestInvocation fnk = fnk();
    assertThat(fnk.run("up", "--stage", "bass")).isEqualTo(64);
    assertThat(fnk.err()).contains("bass", "base, ecs, kubelet, register, workload");
  }

  @Test
  void withoutACommandTheCommandsAreNamed() {
    TestInvocation fnk = fnk();
    assertThat(fnk.run()).isEqualTo(64);
    assertThat(fnk.err()).contains("up", "teardown");
    assertThat(fnk.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--local,true,--local",
    "--no-local,false,--local",
    "--local=false,false,--local",
    "--local=true,true,--local"
  })
  void localCanBeSwitchedOnAndOff(String flag, String value, String from) throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "local: " + !Boolean.parseBoolean(value));
    TestInvocation fnk = fnk();
    assertThat(fnk.run("config", "view", flag)).isZero();
    assertThat(fnk.out()).containsPattern("local +" + value + " +" + from);
  }

  @Test
  void configViewShowsValuesWithTheirSource() throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "workload:\n  replicas: 5\n");
    TestInvocation fnk = new TestInvocation(directory, Map.of("FNK_REGION", "us-east-1"));
    assertThat(fnk.run("config", "view", "--lab", "mine", "-o", "yaml")).isZero();
    assertThat(fnk.out())
        .contains("schema: fnk.dev/config/v1")
        .contains("setting: lab\n  value: mine\n  from: --lab")
        .contains("setting: region\n  value: us-east-1\n  from: FNK_REGION")
        .contains("setting: workload.replicas\n  value: 5\n");
  }

  @Test
  void aBadFileIsExitCode65() throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "lab: x\nlabs: y\n");
    TestInvocation fnk = fnk();
    assertThat(fnk.run("config", "view")).isEqualTo(65);
    assertThat(fnk.err()).contains("fnk.yaml:2:1", "labs").doesNotContain("\tat ");
  }

  @Test
  void withJsonTheFailureIsOneToo() throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "labs: y\n");
    TestInvocation fnk = fnk();
    assertThat(fnk.run("config", "view", "-o", "json")).isEqualTo(65);
    assertThat(fnk.err())
        .startsWith("{\"event\":\"failed\",\"message\":\"")
        .endsWith("\"exitCode\":65}\n");
    assertThat(fnk.out()).isEmpty();
  }

  @Test
  void debugShowsTheStackTrace() throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "labs: y\n");
    TestInvocation fnk = fnk();
    assertThat(fnk.run("config", "view", "--debug")).isEqualTo(65);
    assertThat(fnk.err()).contains("ConfigException").contains("\tat ");
  }

  @Test
  void aTokenForKubectlDoesNotDependOnTheWorkingDirectory() throws IOException {
    Files.writeString(directory.resolve("fnk.yaml"), "labs: y\n");
    Map<String, String> nothingRuns = Map.of("XDG_STATE_HOME", directory.toString());
    TestInvocation byKubectl = new TestInvocation(directory, nothingRuns);
    assertThat(byKubectl.run("token", "--local", "--cluster", "x")).isEqualTo(69);
    assertThat(byKubectl.err()).contains("fnk local start");
    TestInvocation byHand = new TestInvocation(directory, nothingRuns);
    assertThat(byHand.run("token", "--cluster", "x")).isEqualTo(65);
  }

  @Test
  void completionIsABashScript() {
    TestInvocation fnk = fnk();
    assertThat(fnk.run("completion")).isZero();
    assertThat(fnk.out()).startsWith("#!/usr/bin/env bash").contains("teardown", "complete -F");
  }

  private TestInvocation fnk() {
    return new TestInvocation(directory, Map.of());
  }
}
