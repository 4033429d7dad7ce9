package dev.fnk.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sts.model.StsException;

final class FailuresTest {
  @ParameterizedTest
  @MethodSource
  void everyKindHasItsExitCode(Throwable thrown, ExitCode code) {
    assertThat(Failures.explain(thrown).exitCode()).isEqualTo(code);
  }

  static Stream<Arguments> everyKindHasItsExitCode() {
    return Stream.of(
        Arguments.of(new Failure(ExitCode.TRY_AGAIN, "later"), ExitCode.TRY_AGAIN),
        Arguments.of(new ConfigException("bad"), ExitCode.BAD_CONFIG),
        Arguments.of(aws("ExpiredToken", 400), ExitCode.UNAVAILABLE),
        Arguments.of(aws("AccessDenied", 403), ExitCode.FAILED),
        Arguments.of(aws("Throttling", 400), ExitCode.TRY_AGAIN),
        Arguments.of(aws("InternalFailure", 500), ExitCode.TRY_AGAIN),
        Arguments.of(
            SdkClientException.create("Unable to load credentials from any of the providers"),
            ExitCode.UNAVAILABLE),
        Arguments.of(
            SdkClientException.create("failed", new ConnectException("refused")),
            ExitCode.UNAVAILABLE),
        Arguments.of(new InterruptedException(), ExitCode.INTERRUPTED),
        Arguments.of(new java.util.concurrent.CancellationException(), ExitCode.INTERRUPTED),
        Arguments.of(new dev.fnk.cli.image.ImageException("no"), ExitCode.FAILED),
        Arguments.of(
            new java.io.UncheckedIOException(new ConnectException("refused")),
            ExitCode.UNAVAILABLE),
        Arguments.of(
            new FileSystemException("/x", null, "No space left on device"), ExitCode.FAILED),
        Arguments.of(new IllegalStateException("never"), ExitCode.INTERNAL));
  }

  @Test
  void awsSpeaksInItsOwnWordsWithTheRequestId() {
    Failure failure = Failures.explain(aws("AccessDenied", 403));
    assertThat(failure.reason()).contains("AccessDenied", "no, you may not", "req-1");
  }

  @Test
  void anAnswerThatIsNotAwssPointsToTheProxy() {
    var failure = Failures.explain(StsException.builder().statusCode(403).build());
    assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(failure.reason()).contains("HTTP 403", "proxy");
    assertThat(failure.remedy().orElse("")).contains("HTTPS_PROXY");
  }

  private static Throwable aws(String code, int status) {
    return StsException.builder()
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Sts")
                .errorCode(code)
                .errorMessage("no, you may not")
                .build())
        .statusCode(status)
        .requestId("req-1")
        .build();
  }
}
