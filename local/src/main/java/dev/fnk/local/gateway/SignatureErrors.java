package dev.fnk.local.gateway;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsProtocol;
import dev.fnk.local.sigv4.SignatureFailure;

/** AWS's error codes for signatures that do not verify; they differ from protocol to protocol. */
final class SignatureErrors {
  private static final String EC2_REFUSAL =
      "AWS was not able to validate the provided access credentials";

  private SignatureErrors() {}

  static AwsError of(SignatureFailure failure, AwsProtocol protocol) {
    return switch (protocol) {
      case EC2 -> ec2(failure);
      case QUERY, REST_XML -> new AwsError(403, queryCode(failure), failure.message());
      case JSON -> new AwsError(400, jsonCode(failure), failure.message());
      case REST_JSON -> new AwsError(403, jsonCode(failure), failure.message());
    };
  }

  private static AwsError ec2(SignatureFailure failure) {
    return switch (failure.kind()) {
      case MISSING ->
          new AwsError(401, "MissingAuthenticationToken", "Missing Authentication Token");
      case EXPIRED_TOKEN, EXPIRED_REQUEST ->
          new AwsError(400, "RequestExpired", "Request has expired. " + failure.message());
      case MALFORMED, UNKNOWN_KEY, MISMATCH -> new AwsError(401, "AuthFailure", EC2_REFUSAL);
    };
  }

  private static String queryCode(SignatureFailure failure) {
    return switch (failure.kind()) {
      case MISSING -> "MissingAuthenticationToken";
      case MALFORMED -> "IncompleteSignature";
      case UNKNOWN_KEY -> "InvalidClientTokenId";
      case EXPIRED_TOKEN -> "ExpiredToken";
      case EXPIRED_REQUEST, MISMATCH -> "SignatureDoesNotMatch";
    };
  }

  private static String jsonCode(SignatureFailure failure) {
    return switch (failure.kind()) {
      case MISSING -> "MissingAuthenticationTokenException";
      case MALFORMED -> "IncompleteSignatureException";
      case UNKNOWN_KEY -> "UnrecognizedClientException";
      case EXPIRED_TOKEN -> "ExpiredTokenException";
      case EXPIRED_REQUEST, MISMATCH -> "InvalidSignatureException";
    };
  }
}
