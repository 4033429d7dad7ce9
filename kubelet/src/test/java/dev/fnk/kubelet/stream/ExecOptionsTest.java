package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExecOptionsTest {
  @Test
  void theQueryIsTheKubelets() {
    assertThat(
            ExecOptions.exec(
                Map.of(
                    "command", List.of("sh", "-c", "x"),
                    "input", List.of("1"),
                    "output", List.of("1"),
                    "error", List.of("true"))))
        .isEqualTo(new ExecOptions(List.of("sh", "-c", "x"), true, true, true, false));
  }

  @Test
  void anAttachmentHasNoCommand() {
    assertThat(ExecOptions.attach(Map.of("input", List.of("1"), "output", List.of("1"))))
        .isEqualTo(new ExecOptions(List.of(), true, true, false, false));
    assertThatThrownBy(() -> ExecOptions.attach(Map.of()))
        .hasMessage("you must specify at least 1 of stdin, stdout, stderr");
  }

  @Test
  void aTerminalHasNoErrorsOfItsOwn() {
    ExecOptions options =
        ExecOptions.exec(
            Map.of(
                "command", List.of("sh"),
                "tty", List.of("1"),
                "output", List.of("1"),
                "error", List.of("1")));

    assertThat(options.stderr()).isFalse();
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThatThrownBy(() -> ExecOptions.exec(Map.of("command", List.of("sh"))))
        .hasMessage("you must specify at least 1 of stdin, stdout, stderr");
    assertThatThrownBy(() -> ExecOptions.exec(Map.of("output", List.of("1"))))
        .hasMessage("you must specify a command");
  }

  @Test
  void theFirstProtocolThatIsKnownIsSpoken() {
    assertThat(
            Subprotocol.choose(List.of("v5.channel.k8s.io, v4.channel.k8s.io", "channel.k8s.io")))
        .contains(Subprotocol.V4);
    assertThat(Subprotocol.choose(List.of())).contains(Subprotocol.V1);
    assertThat(Subprotocol.choose(List.of("v9.channel.k8s.io"))).isEmpty();
  }
}
