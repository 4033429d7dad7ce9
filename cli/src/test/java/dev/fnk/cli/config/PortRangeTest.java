package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PortRangeTest {
  @Test
  void withoutAPortWhatIsBelowAndAboveIsLeft() {
    assertThat(new PortRange(0, 65535).without(10350))
        .containsExactly(new PortRange(0, 10349), new PortRange(10351, 65535));
    assertThat(new PortRange(10350, 10400).without(10350))
        .containsExactly(new PortRange(10351, 10400));
    assertThat(new PortRange(10300, 10350).without(10350))
        .containsExactly(new PortRange(10300, 10349));
    assertThat(new PortRange(10350, 10350).without(10350)).isEmpty();
    assertThat(new PortRange(8080, 8080).without(10350)).containsExactly(new PortRange(8080, 8080));
  }
}
