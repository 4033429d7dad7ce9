package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StopSignalsTest {
  @ParameterizedTest
  @CsvSource({
    "SIGTERM, 15",
    "SIGQUIT, 3",
    "quit, 3",
    "SIGUSR1, 10",
    "SIGWINCH, 28",
    "SIGIOT, 6",
    "SIGSYS, 31",
    "9, 9",
    "1, 1",
    "64, 64",
    "SIGRTMIN, 34",
    "SIGRTMIN+3, 37",
    "RTMIN+30, 64",
    "SIGRTMAX-14, 50",
    "SIGRTMAX-30, 34",
    "SIGRTMAX, 64",
  })
  void known(String name, long number) {
    assertThat(StopSignals.number(name)).isEqualTo(OptionalLong.of(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIG",
        "SIGNOTHING",
        "0",
        "65",
        "-1",
        "SIGRTMIN+31",
        "SIGRTMAX+1",
        "SIGRTMAX-31",
        "RTMIN-1"
      })
  void unknown(String name) {
    assertThat(StopSignals.number(name)).isEmpty();
  }
}
