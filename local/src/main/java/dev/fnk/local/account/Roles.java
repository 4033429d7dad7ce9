package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.iam.PolicyDocument;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.sigv4.AccessKey;
import dev.fnk.local.uri.UriEncoding;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** The account's roles as moto keeps them, and their sessions. */
final class Roles {
  static final String IAM_VERSION = "2010-05-08";
  static final String STS_VERSION = "2011-06-15";
  private static final String REGION = "us-east-1";

  private final MotoClient moto;
  private final String adminKeyId;
  private final CredentialStore store;

  Roles(MotoClient moto, String adminKeyId, CredentialStore store) {
    this.moto = moto;
    this.adminKeyId = adminKeyId;
    this.store = store;
  }

  /** A role's trust policy; empty when there is no such role. */
  Optional<PolicyDocument> trustPolicy(String roleArn) {
    AwsResponse response =
        moto.query(
            "iam",
            REGION,
            adminKeyId,
            Map.of(
                "Action",
                "GetRole",
                "Version",
                IAM_VERSION,
                "RoleName",
                roleArn.substring(roleArn.lastIndexOf('/') + 1)));
    if (response.status() == 404) {
      return Optional.empty();
    }
    XmlAnswer answer = successful(response);
    return answer
        .text("Arn")
        .filter(roleArn::equals)
        .map(
            _ ->
                PolicyDocument.parse(
                    UriEncoding.decode(answer.required("AssumeRolePolicyDocument"))));
  }

  /** Makes a session without asking the trust policy; its key verifies from now on. */
  RoleCredentials session(String region, String roleArn, String sessionName, Duration lifetime) {
    AwsResponse response =
        moto.query(
            "sts",
            region,
            adminKeyId,
            Map.of(
                "Action",
                "AssumeRole",
                "Version",
                STS_VERSION,
                "RoleArn",
                roleArn,
                "RoleSessionName",
                sessionName,
                "DurationSeconds",
                Long.toString(lifetime.toSeconds())));
    return store(successful(response), roleArn);
  }

  /** Takes the session of an AssumeRole answer into the store. */
  RoleCredentials store(XmlAnswer answer, String roleArn) {
    RoleCredentials credentials =
        new RoleCredentials(
            answer.required("AccessKeyId"),
            answer.required("SecretAccessKey"),
            answer.required("SessionToken"),
            Instant.parse(answer.required("Expiration")),
            roleArn);
    String arn =
        answer.members("AssumedRoleUser").stream()
            .map(XmlAnswer::content)
            .filter(text -> text.startsWith("arn:"))
            .findFirst()
            .orElseThrow(() -> new AwsError(500, "InternalFailure", "a session without an ARN"));
    store.put(
        new AccessKey(
            credentials.accessKeyId(),
            credentials.secretAccessKey(),
            Optional.of(credentials.sessionToken()),
            Optional.of(credentials.expiration()),
            Optional.of(roleArn),
            new Caller(
                Arn.fromString(roleArn).accountId().orElseThrow(),
                arn,
                answer.required("AssumedRoleId"))));
    return credentials;
  }

  static XmlAnswer successful(AwsResponse response) {
    XmlAnswer answer = XmlAnswer.parse(response.body());
    if (response.status() >= 300) {
      throw new AwsError(
          response.status(),
          answer.text("Code").orElse("InternalFailure"),
          answer.text("Message").orElse("moto answered " + response.status()));
    }
    return answer;
  }
}
