package dev.fnk.cli.command;

import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.console.Failure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What the AWS SDK throws, as failures with AWS's own words. */
final class AwsFailures {
  /** The common errors that say the caller is not known (AWS "Common error types"). */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "AuthFailure",
          "OptInRequired",
          "RequestExpired");

  private AwsFailures() {}

  static Failure explain(AwsServiceException answer) {
    @Nullable AwsErrorDetails details = answer.awsErrorDetails();
    String code = details == null ? "HTTP " + answer.statusCode() : details.errorCode();
    String service = details == null ? "AWS" : String.valueOf(details.serviceName());
    String message = details == null ? answer.getMessage() : details.errorMessage();
    String reason =
        "%s: %s: %s%s"
            .formatted(
                service,
                code,
                message,
                Optional.ofNullable(answer.requestId())
                    .map(id -> " (request " + id + ")")
                    .orElse(""));
    if (CREDENTIALS.contains(code)) {
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
