package dev.fnk.local.ecs;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.fnk.local.aws.AwsError;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
  @Test
  void quotasRefillWithTime() {
    AtomicLong now = new AtomicLong();
    RequestRates quotas = new RequestRates(true, now::get);
    for (int i = 0; i < 20; i++) {
      quotas.take("eu-west-1", "RegisterTaskDefinition");
    }
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> quotas.take("eu-west-1", "DeregisterTaskDefinition"))
        .returns("ThrottlingException", AwsError::code);
    assertThatNoException().isThrownBy(() -> quotas.take("eu-central-1", "RegisterTaskDefinition"));
    now.addAndGet(1_000_000_000L);
    assertThatNoException().isThrownBy(() -> quotas.take("eu-west-1", "RegisterTaskDefinition"));
  }
}
