package dev.fnk.kubelet.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaTest {
  @ParameterizedTest
  @CsvSource({"eu-west-1, 10", "eu-west-3, 30", "us-east-1, 25", "eu-central-1, 10"})
  void isThePublishedOne(String region, int perSecond) {
    assertThat(Quota.getLogEventsPerSecond(region)).isEqualTo(perSecond);
  }
}
