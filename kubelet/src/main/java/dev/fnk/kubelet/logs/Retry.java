package dev.fnk.kubelet.logs;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes a call again that was throttled or did not come through, later each time. */
final class Retry {
  /** A call of AWS. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws InterruptedException;
  }

  /** Waits; for tests. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final Duration within;
  private final Pause pause;

  /**
   * @param within how long to wait in all for one call's success
   */
  Retry(Duration within, Pause pause) {
    this.within = within;
    this.pause = pause;
  }

  /**
   * What the call gives.
   *
   * @throws SdkException it is refused, or has not come through in time
   */
  <T> T call(Call<T> call) throws InterruptedException {
    Duration wait = FIRST;
    Duration left = within;
    while (true) {
      try {
        return call.run();
      } catch (SdkException e) {
        if (!passing(e) || left.compareTo(wait) < 0) {
          throw e;
        }
        LOG.debug("again in {}: {}", wait, e.getMessage());
      }
      pause.sleep(wait);
      left = left.minus(wait);
      Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }
  }

  private static boolean passing(SdkException e) {
    return switch (e) {
      case AwsServiceException refused ->
          refused.isThrottlingException() || refused.statusCode() >= 500;
      case SdkClientException unreached -> true;
      default -> e.retryable();
    };
  }
}
