package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.FormParameters;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.PolicyDocument;
import dev.fnk.local.iam.Principal;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.sigv4.AccessKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * STS: roles are assumed only where their trust policy admits it, which moto does not ask; sessions
 * are taken note of.
 */
public final class StsService implements AwsService {
  private final MotoClient moto;
  private final CredentialStore store;
  private final Roles roles;
  private final IdentityPolicies policies;
  private final InstantSource clock;

  public StsService(
      MotoClient moto, MotoAccount account, IdentityPolicies policies, InstantSource clock) {
    this.moto = moto;
    this.store = account.credentials();
    this.roles = account.roles();
    this.policies = policies;
    this.clock = clock;
  }

  @Override
  public String signingName() {
    return "sts";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    FormParameters parameters = FormParameters.of(request);
    return switch (parameters.action()) {
      case "GetCallerIdentity" -> identity(request.caller());
      case "GetSessionToken" -> session(request.caller(), parameters);
      case "AssumeRole" -> assume(request, parameters);
      case "GetAccessKeyInfo", "DecodeAuthorizationMessage" -> moto.forward(request);
      default ->
          throw new AwsError(
              400, "InvalidAction", "the local account does not offer sts:" + parameters.action());
    };
  }

  private static AwsResponse identity(Caller caller) {
    return xml(
        "GetCallerIdentity",
        "<Arn>%s</Arn><UserId>%s</UserId><Account>%s</Account>"
            .formatted(caller.arn(), caller.userId(), caller.accountId()));
  }

  private AwsResponse session(Caller caller, FormParameters parameters) {
    Duration lifetime = lifetime(parameters, Duration.ofHours(12), Duration.ofHours(36));
    AccessKey key =
        new AccessKey(
            store.temporaryKeyId(),
            store.secret(30),
            Optional.of(store.secret(120)),
            Optional.of(clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS)),
            Optional.empty(),
            caller);
    store.put(key);
    return xml(
        "GetSessionToken",
        "<Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>"
            .formatted(
                key.accessKeyId(),
                key.secretAccessKey(),
                key.sessionToken().orElseThrow(),
                key.expiration().orElseThrow()));
  }

  private AwsResponse assume(AwsRequest request, FormParameters parameters) {
    String roleArn = parameters.required("RoleArn");
    String sessionName = parameters.required("RoleSessionName");
    lifetime(parameters, Duration.ofHours(1), Duration.ofHours(12));
    Map<String, List<String>> keys = new HashMap<>(policies.keys(request.caller()));
    keys.put("sts:RoleSessionName", List.of(sessionName));
    parameters.get("ExternalId").ifPresent(id -> keys.put("sts:ExternalId", List.of(id)));
    RequestContext context = new RequestContext("sts:AssumeRole", roleArn, keys);
    Optional<PolicyDocument> trust = roles.trustPolicy(roleArn);
    if (trust.isEmpty() || !admits(trust.get(), request.caller(), context)) {
      throw new AwsError(
          403,
          "AccessDenied",
          "User: "
              + request.caller().arn()
              + " is not authorized to perform: sts:AssumeRole on resource: "
              + roleArn);
    }
    AwsResponse response = moto.forward(request);
    if (response.status() < 300) {
      roles.store(XmlAnswer.parse(response.body()), roleArn);
    }
    return response;
  }

  /** A trust policy names the caller, or its account, whose policies then have to allow it. */
  private boolean admits(PolicyDocument trust, Caller caller, RequestContext context) {
    Principal principal =
        new Principal.Aws(caller.accountId(), caller.arn(), policies.identityArn(caller));
    Decision identity = policies.decide(caller, context);
    Decision named = trust.trust(principal, context);
    Decision account = trust.trustOfAccount(principal, context);
    if (identity == Decision.EXPLICIT_DENY
        || named == Decision.EXPLICIT_DENY
        || account == Decision.EXPLICIT_DENY) {
      return false;
    }
    return named == Decision.ALLOW || (account == Decision.ALLOW && identity == Decision.ALLOW);
  }

  private static Duration lifetime(FormParameters parameters, Duration standard, Duration most) {
    String text = parameters.get("DurationSeconds").orElse("" + standard.toSeconds());
    long seconds = text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
    if (seconds < 900 || seconds > most.toSeconds()) {
      throw new AwsError(
          400,
          "ValidationError",
          "DurationSeconds must be between 900 and " + most.toSeconds() + ", not " + text);
    }
    return Duration.ofSeconds(seconds);
  }

  private static AwsResponse xml(String action, String result) {
    String requestId = UUID.randomUUID().toString();
    String body =
        "<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata></%1$sResponse>"
            .formatted(action, result, requestId);
    return new AwsResponse(
        200,
        Map.of("Content-Type", "text/xml", "x-amzn-RequestId", requestId),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
