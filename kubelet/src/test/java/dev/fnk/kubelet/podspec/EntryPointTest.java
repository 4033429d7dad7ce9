package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryPointTest {
  /** By the table of Kubernetes' page "Define a command and arguments for a container". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ep-1|foo bar|||/ep-1 foo bar",
        "/ep-1|foo bar|/ep-2||/ep-2",
        "/ep-1|foo bar||zoo boo|/ep-1 zoo boo",
        "/ep-1|foo bar|/ep-2|zoo boo|/ep-2 zoo boo",
        "|foo bar|||foo bar",
        "||||",
        "||/ep-2||/ep-2",
        "|||zoo|zoo",
      })
  void pairsAsKubernetesDoes(
      String entryPoint, String cmd, String command, String args, String whole) {
    var faults = new Faults();
    var container = Yaml.container("");
    container.setCommand(words(command));
    container.setArgs(words(args));

    assertThat(EntryPoint.of(container, words(entryPoint), words(cmd), Map.of(), faults))
        .isEqualTo(words(whole));
    assertThat(faults.all().stream().map(Fault::message))
        .isEqualTo(whole == null ? List.of("no command specified") : List.of());
  }

  @Test
  void anEmptyEntryPointIsNone() {
    assertThat(
            EntryPoint.of(Yaml.container(""), List.of(""), List.of("sh"), Map.of(), new Faults()))
        .containsExactly("sh");
  }

  @Test
  void variablesArePutIntoWhatThePodSaysOnly() {
    var container = Yaml.container("command: [echo, $(A), $$(A), $(NO)]\nargs: [x$(A)]");
    assertThat(EntryPoint.of(container, List.of(), List.of(), Map.of("A", "1"), new Faults()))
        .containsExactly("echo", "1", "$(A)", "$(NO)", "x1");

    assertThat(
            EntryPoint.of(
                Yaml.container(""),
                List.of("$(A)"),
                List.of("$(A)"),
                Map.of("A", "1"),
                new Faults()))
        .containsExactly("$(A)", "$(A)");
  }

  @Test
  void whatNoRuntimeStartsIsRefused() {
    assertFault("command: ['']", "the command is an empty text");
    assertFault("command: [sh, \"a\\0b\"]", "an argument has a zero byte");
    assertFault("command: [sh, \"\\0\"]", "an argument has a zero byte");
  }

  private static void assertFault(String fields, String message) {
    var faults = new Faults();

    EntryPoint.of(Yaml.container(fields), List.of(), List.of(), Map.of(), faults);

    assertThat(faults.all())
        .containsExactly(new Fault(Fault.Kind.CONTAINER, Optional.of("web"), message));
  }

  private static List<String> words(String text) {
    return text == null ? List.of() : List.of(text.split(" "));
  }
}
