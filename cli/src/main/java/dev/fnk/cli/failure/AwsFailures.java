package dev.fnk.cli.failure;

import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the AWS SDK throws, as failures with AWS's own words. */
final class AwsFailures {
  /** As the SDK says it; it knows no exception of its own for this. */
  private static final Pattern NO_PROFILE =
      Pattern.compile("^Profile file contained no credentials for profile '([^']*)'");

  private AwsFailures() {}

  static Failure explain(AwsServiceException answer) {
    String reason = AwsErrors.describe(answer);
    if (AwsErrors.code(answer).isEmpty()) {
      return new Failure(ExitCode.UNAVAILABLE, reason, AwsErrors.next(answer).orElse(null), answer);
    }
    if (AwsErrors.isOfCredentials(answer)) {
      return new Failure(
          ExitCode.UNAVAILABLE,
          reason,
          "check the credentials: aws sts get-caller-identity",
          answer);
    }
    if (answer.isThrottlingException() || answer.statusCode() >= 500) {
      return new Failure(ExitCode.TRY_AGAIN, reason, "try again in a minute", answer);
    }
    return new Failure(ExitCode.FAILED, reason, null, answer);
  }

  static Failure explain(SdkClientException client) {
    for (Throwable cause = client; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ConnectException refused -> {
          return unreachable("no connection: " + refused.getMessage(), client);
        }
        case UnknownHostException unknown -> {
          return unreachable("no such host: " + unknown.getMessage(), client);
        }
        case SocketTimeoutException late -> {
          return unreachable("no answer in time: " + late.getMessage(), client);
        }
        default -> {}
      }
    }
    String message = String.valueOf(client.getMessage());
    if (message.startsWith("Unable to load credentials")) {
      return new Failure(
          ExitCode.UNAVAILABLE,
          "no AWS credentials",
          "set AWS_PROFILE or --profile, run `aws configure`, or use --local",
          client);
    }
    Matcher profile = NO_PROFILE.matcher(message);
    if (profile.find()) {
      return new Failure(
          ExitCode.UNAVAILABLE,
          "no AWS credentials in profile " + profile.group(1),
          "aws configure list-profiles shows those that there are",
          client);
    }
    return new Failure(ExitCode.UNAVAILABLE, message, null, client);
  }

  private static Failure unreachable(String reason, SdkClientException client) {
    return new Failure(
        ExitCode.UNAVAILABLE,
        reason,
        "check the network, HTTPS_PROXY and the region, then run the command again",
        client);
  }
}
