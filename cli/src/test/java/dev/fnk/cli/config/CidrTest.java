package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/16", "203.0.113.7/32", "192.168.128.0/17"})
  void isWrittenAsItWasRead(String text) {
    assertThat(Cidr.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1/16", "256.0.0.0/8", "10.0.0.0/33", "10.0.0.0", "::/0"})
  void bitsBeyondThePrefixAndOtherFormsAreNone(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }
}
