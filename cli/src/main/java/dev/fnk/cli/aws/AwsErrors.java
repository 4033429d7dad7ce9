package dev.fnk.cli.aws;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** AWS's errors: which they are, and in words. */
public final class AwsErrors {
  /** The common errors that say the caller is not known (AWS "Common error types"). */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "AuthFailure",
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidClientTokenId",
          "OptInRequired",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final Set<String> DENIED =
      Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");

  private AwsErrors() {}

  /** AWS's error code, such as {@code InvalidVpcID.NotFound}; empty if AWS did not answer. */
  public static String code(Throwable failure) {
    return details(failure).map(AwsErrorDetails::errorCode).orElse("");
  }

  /** AWS's message; empty if AWS did not answer. */
  public static String message(Throwable failure) {
    return details(failure).map(AwsErrorDetails::errorMessage).orElse("");
  }

  /** Whether AWS does not know the caller, or no longer. */
  public static boolean isOfCredentials(Throwable failure) {
    return CREDENTIALS.contains(code(failure));
  }

  /** An answer without an error code is not AWS's: a proxy on the way spoke. */
  private static Optional<AwsErrorDetails> details(Throwable failure) {
    return failure instanceof AwsServiceException e
        ? Optional.ofNullable(e.awsErrorDetails()).filter(d -> d.errorCode() != null)
        : Optional.empty();
  }

  /** Whether AWS, or a proxy in its place, answered. */
  public static boolean isAnswer(Throwable failure) {
    return failure instanceof AwsServiceException;
  }

  /** Whether the SDK gave a call up because its thread was interrupted. */
  public static boolean isAbort(Throwable failure) {
    return failure instanceof AbortedException;
  }

  /** Whether AWS answered with one of these codes. */
  public static boolean is(Throwable failure, String... codes) {
    return Arrays.asList(codes).contains(code(failure));
  }

  /** Service, operation, code, message and request id in one line. */
  public static String describe(Throwable failure) {
    return switch (failure) {
      case AwsServiceException e when details(e).isPresent() ->
          "%s%s: %s (request id %s)"
              .formatted(
                  call(e).map(c -> c + ": ").orElse(""),
                  code(e),
                  message(e),
                  e.requestId() == null ? "not given" : e.requestId());
      case AwsServiceException e ->
          call(e).map(c -> c + ": ").orElse("")
              + "HTTP %d, and not in AWS's words: a proxy or another server on the way answered"
                  .formatted(e.statusCode());
      case SdkClientException e ->
          call(e).map(c -> c + ": ").orElse("") + messageOf(e.getMessage(), e.getClass());
      default -> messageOf(failure.getMessage(), failure.getClass());
    };
  }

  /** The next command to run, where the error tells. */
  public static Optional<String> next(Throwable failure) {
    var code = code(failure);
    if (isOfCredentials(failure)) {
      return Optional.of("fnk doctor shows which credentials are used; renew them and run again");
    }
    if (DENIED.contains(code)) {
      return Optional.of("the caller lacks this permission: fnk doctor shows who the caller is");
    }
    if (code.contains("LimitExceeded") || code.contains("ServiceQuotaExceeded")) {
      return Optional.of("a quota of the account is used up: raise it or free some, then fnk up");
    }
    if (failure instanceof AwsServiceException && code.isEmpty()) {
      return Optional.of("check HTTPS_PROXY and NO_PROXY");
    }
    return failure instanceof SdkClientException
        ? Optional.of("fnk doctor checks the endpoint and the credentials")
        : Optional.empty();
  }

  private static Optional<String> call(Throwable failure) {
    return Arrays.stream(failure.getSuppressed())
        .filter(CallNote.Call.class::isInstance)
        .map(CallNote.Call.class::cast)
        .map(c -> c.service() + " " + c.operation())
        .findFirst();
  }

  private static String messageOf(
      @org.jspecify.annotations.Nullable String message, Class<?> kind) {
    return message == null || message.isBlank() ? kind.getSimpleName() : message;
  }
}
