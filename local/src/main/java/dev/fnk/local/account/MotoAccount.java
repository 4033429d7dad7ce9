package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.Principal;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.sigv4.AccessKey;
import dev.fnk.local.sigv4.HttpCall;
import dev.fnk.local.sigv4.SignatureVerifier;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;

/** The local account on moto. */
public final class MotoAccount implements LocalAccount, AutoCloseable {
  /** The account that moto has by default. */
  public static final String ACCOUNT_ID = "123456789012";

  /** The user whose key is given to the account's owner. */
  public static final String ADMINISTRATOR = "lab-admin";

  /** In the calls of the account's own services, which act for their customer. */
  public static final String SERVICE_HEADER = "x-fnk-service";

  private static final String REGION = "us-east-1";

  private final URI endpoint;
  private final AccessKey administrator;
  private final CredentialStore store;
  private final SignatureVerifier verifier;
  private final Roles roles;
  private final SdkHttpClient http =
      ApacheHttpClient.builder()
          .maxConnections(200)
          .connectionTimeout(Duration.ofSeconds(5))
          .build();
  private final Map<String, AccountClients> clients = new ConcurrentHashMap<>();

  private MotoAccount(
      URI endpoint,
      MotoClient moto,
      AccessKey administrator,
      CredentialStore store,
      InstantSource clock) {
    this.endpoint = endpoint;
    this.administrator = administrator;
    this.store = store;
    this.verifier = new SignatureVerifier(store::find, clock);
    this.roles = new Roles(moto, administrator.accessKeyId(), store);
  }

  /**
   * Opens a fresh account: makes its administrator.
   *
   * @param endpoint the gateway
   */
  public static MotoAccount open(MotoClient moto, URI endpoint, InstantSource clock) {
    CredentialStore store = new CredentialStore(clock);
    XmlAnswer user = call(moto, "CreateUser", Map.of());
    call(
        moto,
        "AttachUserPolicy",
        Map.of("PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"));
    XmlAnswer key = call(moto, "CreateAccessKey", Map.of());
    AccessKey administrator =
        new AccessKey(
            key.required("AccessKeyId"),
            key.required("SecretAccessKey"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Caller(
                ACCOUNT_ID, user.required("Arn"), IamIds.id("UserId", user.required("UserId"))));
    store.put(administrator);
    return new MotoAccount(endpoint, moto, administrator, store, clock);
  }

  /** The key of the account's owner. */
  public AccessKey administrator() {
    return administrator;
  }

  public CredentialStore credentials() {
    return store;
  }

  Roles roles() {
    return roles;
  }

  @Override
  public String accountId() {
    return ACCOUNT_ID;
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public AccountClients clients(String region) {
    return clients.computeIfAbsent(
        region,
        name ->
            new AccountClients(
                configured(Ec2Client.builder(), name).httpClient(http).build(),
                configured(IamClient.builder(), name).httpClient(http).build(),
                configured(CloudWatchLogsClient.builder(), name).httpClient(http).build(),
                configured(EcrClient.builder(), name).httpClient(http).build()));
  }

  private <B extends AwsClientBuilder<B, ?>> B configured(B builder, String region) {
    return builder
        .endpointOverride(endpoint)
        .overrideConfiguration(o -> o.putHeader(SERVICE_HEADER, "1"))
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    administrator.accessKeyId(), administrator.secretAccessKey())));
  }

  @Override
  public RoleCredentials assumeRole(
      String roleArn, String servicePrincipal, String sessionName, Duration lifetime) {
    return assume(roleArn, servicePrincipal, sessionName, lifetime, Map.of());
  }

  @Override
  public RoleCredentials assumeRole(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration lifetime,
      String sourceArn) {
    return assume(
        roleArn,
        servicePrincipal,
        sessionName,
        lifetime,
        Map.of("aws:SourceArn", List.of(sourceArn), "aws:SourceAccount", List.of(ACCOUNT_ID)));
  }

  private RoleCredentials assume(
      String roleArn,
      String servicePrincipal,
      String sessionName,
      Duration lifetime,
      Map<String, List<String>> source) {
    Principal principal = new Principal.Service(servicePrincipal);
    Map<String, List<String>> keys = new HashMap<>(source);
    keys.put("sts:RoleSessionName", List.of(sessionName));
    RequestContext context = new RequestContext("sts:AssumeRole", roleArn, keys);
    boolean admitted =
        roles
            .trustPolicy(roleArn)
            .filter(trust -> trust.trust(principal, context) == Decision.ALLOW)
            .isPresent();
    if (!admitted) {
      // AWS does not tell a missing role from one that does not trust the caller.
      throw new AwsError(
          403,
          "AccessDenied",
          servicePrincipal
              + " is not authorized to perform: sts:AssumeRole on resource: "
              + roleArn);
    }
    return roles.session(REGION, roleArn, sessionName, lifetime);
  }

  @Override
  public Caller verifyPresigned(URI url, Map<String, String> signedHeaders) {
    return PresignedIdentity.verify(url, signedHeaders, verifier);
  }

  /** Verifies a request at the gateway. */
  public AccessKey verify(
      HttpCall call, dev.fnk.local.sigv4.SignatureCredentials credentials, byte[] body) {
    return verifier.verify(call, credentials, body);
  }

  @Override
  public void close() {
    clients
        .values()
        .forEach(
            each -> {
              each.ec2().close();
              each.iam().close();
              each.logs().close();
              each.ecr().close();
            });
    http.close();
  }

  private static XmlAnswer call(MotoClient moto, String action, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("Action", action);
    all.put("Version", Roles.IAM_VERSION);
    all.put("UserName", ADMINISTRATOR);
    return Roles.successful(moto.query("iam", REGION, "AKIAOPENING", all));
  }
}
