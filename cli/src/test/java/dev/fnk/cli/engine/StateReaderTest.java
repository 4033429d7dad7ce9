package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.resource.ResourceException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Which failures are one resource's, and which are an interrupt. */
final class StateReaderTest {
  @Test
  void aServicesRefusalConcernsItAloneAndCredentialsEverybody() {
    assertThat(StateReader.concernsItAlone(new ResourceException("x", "y"))).isTrue();
    assertThat(StateReader.concernsItAlone(new ConfigException("x", "y"))).isTrue();
    assertThat(StateReader.concernsItAlone(FakeAws.error("AccessDenied", "no"))).isTrue();
    assertThat(StateReader.concernsItAlone(FakeAws.error("ExpiredToken", "no"))).isFalse();
    assertThat(StateReader.concernsItAlone(SdkClientException.create("no way"))).isFalse();
    assertThat(StateReader.concernsItAlone(new IllegalStateException("bug"))).isFalse();
  }

  @Test
  void anInterruptIsACancellationHoweverAClientWordsIt() {
    assertThat(StateReader.cancellable(() -> 1)).isEqualTo(1);
    assertThatThrownBy(() -> StateReader.cancellable(StateReaderTest::fail))
        .isInstanceOf(IllegalStateException.class);

    assertThatThrownBy(
            () ->
                StateReader.cancellable(
                    () -> {
                      throw AbortedException.create("aborted");
                    }))
        .isInstanceOf(CancellationException.class)
        .hasCauseInstanceOf(AbortedException.class);
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> StateReader.cancellable(StateReaderTest::fail))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  private static int fail() {
    throw new IllegalStateException("closed");
  }
}
