package dev.fnk.cli.aws;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** AWS's errors: which they are, and in words. */
public final class AwsErrors {
  private static final Set<String> CREDENTIALS =
      Set.of(
          "AuthFailure",
          "ExpiredToken",
          "ExpiredTokenException",
          "InvalidClientTokenId",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");
  private static final Set<String> DENIED =
      Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");

  private AwsErrors() {}

  /** AWS's error code, such as {@code InvalidVpcID.NotFound}; empty if AWS did not answer. */
  public static String code(Throwable failure) {
    return failure instanceof AwsServiceException e && e.awsErrorDetails() != null
        ? e.awsErrorDetails().errorCode()
        : "";
  }

  /** AWS's message; empty if AWS did not answer. */
  public static String message(Throwable failure) {
    return failure instanceof AwsServiceException e
            && e.awsErrorDetails() != null
            && e.awsErrorDetails().errorMessage() != null
        ? e.awsErrorDetails().errorMessage()
        : "";
  }

  /** Whether AWS answered with one of these codes. */
  public static boolean is(Throwable failure, String... codes) {
    return Arrays.asList(codes).contains(code(failure));
  }

  /** Service, operation, code, message and request id in one line. */
  public static String describe(Throwable failure) {
    return switch (failure) {
      case AwsServiceException e when e.awsErrorDetails() != null ->
          "%s%s: %s (request id %s)"
              .formatted(
                  call(e).map(c -> c + ": ").orElse(""),
                  e.awsErrorDetails().errorCode(),
                  e.awsErrorDetails().errorMessage(),
                  e.requestId() == null ? "not given" : e.requestId());
      case SdkClientException e ->
          call(e).map(c -> c + ": ").orElse("") + words(e.getMessage(), e.getClass());
      default -> words(failure.getMessage(), failure.getClass());
    };
  }

  /** The next command to run, where the error tells. */
  public static Optional<String> next(Throwable failure) {
    var code = code(failure);
    if (CREDENTIALS.contains(code)) {
      return Optional.of("fnk doctor shows which credentials are used; renew them and run again");
    }
    if (DENIED.contains(code)) {
      return Optional.of("the caller lacks this permission: fnk doctor shows who the caller is");
    }
    if (code.contains("LimitExceeded") || code.contains("ServiceQuotaExceeded")) {
      return Optional.of("a quota of the account is used up: raise it or free some, then fnk up");
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

  private static String words(@org.jspecify.annotations.Nullable String message, Class<?> kind) {
    return message == null || message.isBlank() ? kind.getSimpleName() : message;
  }
}
