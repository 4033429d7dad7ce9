package dev.fnk.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import org.junit.jupiter.api.Test;

final class NameLookupsTest {
  @Test
  void failuresAreNotRememberedAndAddressesNotForLong() {
    NameLookups.forgetFailures();

    assertThat(Security.getProperty("networkaddress.cache.negative.ttl")).isEqualTo("0");
    assertThat(Integer.parseInt(Security.getProperty("networkaddress.cache.ttl"))).isBetween(1, 10);
  }
}
