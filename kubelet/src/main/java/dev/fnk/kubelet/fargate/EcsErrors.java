package dev.fnk.kubelet.fargate;

import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.PlatformTaskDefinitionIncompatibilityException;
import software.amazon.awssdk.services.ecs.model.PlatformUnknownException;
import software.amazon.awssdk.services.ecs.model.UnsupportedFeatureException;

/** What ECS's errors mean, whichever exception they come in. */
final class EcsErrors {
  /** ECS passes on the throttling of what stands behind it (EC2, IAM) in errors of other names. */
  private static final Pattern THROTTLED =
      Pattern.compile(
          "rate exceeded|throttl|request limit exceeded|too many concurrent attempts",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NO_CAPACITY =
      Pattern.compile("capacity is unavailable|no capacity|RESOURCE:", Pattern.CASE_INSENSITIVE);

  private static final Pattern REQUEST_ID =
      Pattern.compile("[;,(]?\\s*\\(?request ?id: [^),;]*[),;]?", Pattern.CASE_INSENSITIVE);

  private EcsErrors() {}

  static boolean throttled(SdkException e) {
    return (e instanceof SdkServiceException service && service.isThrottlingException())
        || THROTTLED.matcher(words(e)).find();
  }

  /** Whether the request itself is at fault, so that the same again will be refused again. */
  static boolean refused(SdkException e) {
    return !throttled(e)
        && (e instanceof ClientException
            || e instanceof InvalidParameterException
            || e instanceof AccessDeniedException
            || e instanceof PlatformUnknownException
            || e instanceof PlatformTaskDefinitionIncompatibilityException
            || e instanceof UnsupportedFeatureException);
  }

  /** Whether ECS says that there is no room at the moment, in whichever form it says so. */
  static boolean noCapacity(String words) {
    return NO_CAPACITY.matcher(words).find();
  }

  /** Whether nobody knows what became of the request: no answer, or one of a failing server. */
  static boolean unanswered(SdkException e) {
    return !(e instanceof SdkServiceException service) || service.statusCode() >= 500;
  }

  /**
   * What AWS said, without the request's id: the same words for the same cause, so that they can be
   * compared.
   */
  static String words(SdkException e) {
    var details = e instanceof AwsServiceException aws ? aws.awsErrorDetails() : null;
    String message = details == null ? null : details.errorMessage();
    message = message == null || message.isEmpty() ? e.getMessage() : message;
    return message == null
        ? e.getClass().getSimpleName()
        : REQUEST_ID.matcher(message).replaceAll("").strip();
  }

  /** For the log: with the request's id. */
  static String detailed(SdkException e) {
    String id = e instanceof AwsServiceException aws ? aws.requestId() : null;
    return id == null ? words(e) : words(e) + " (request " + id + ")";
  }
}
