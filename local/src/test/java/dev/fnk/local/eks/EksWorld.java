package dev.fnk.local.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.account.IamService;
import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.account.MotoIdentityPolicies;
import dev.fnk.local.account.StsService;
import dev.fnk.local.controlplane.binaries.BinarySettings;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.gateway.AwsHandler;
import dev.fnk.local.gateway.Gateway;
import dev.fnk.local.gateway.ServiceRegistry;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.moto.MotoServer;
import dev.fnk.local.moto.MotoService;
import dev.fnk.local.moto.PythonEnvironment;
import dev.fnk.local.network.VpcNetwork;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A gateway with moto and EKS behind it; VPCs are loopback, so that no container engine is needed.
 */
final class EksWorld implements AutoCloseable {
  static final String REGION = "eu-west-1";
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Gateway gateway;
  private final MotoAccount account;
  private final EksClient eks;
  private final StsClient sts;
  private final List<String> subnets;
  private final String roleArn;

  EksWorld(Path directory) throws IOException {
    this(directory, SETTLING);
  }

  /**
   * @param settling how long a cluster that is ACTIVE does not know its creator
   */
  EksWorld(Path directory, Duration settling) throws IOException {
    Path cache =
        Optional.ofNullable(System.getenv("FNK_CACHE_DIR"))
            .map(Path::of)
            .or(
                () ->
                    Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(home -> Path.of(home, "fnk")))
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "fnk"));
    ChildProcesses children = opened(new ChildProcesses(directory));
    gateway = opened(new Gateway(0));
    PythonEnvironment python = new PythonEnvironment(cache);
    python.ensure(line -> {});
    MotoServer moto = MotoServer.start(children, python, directory.resolve("moto.log"));
    MotoClient client = new MotoClient(moto.endpoint());
    account = opened(MotoAccount.open(client, gateway.endpoint(), InstantSource.system()));
    MotoIdentityPolicies policies = new MotoIdentityPolicies(client, account);
    ServiceRegistry services = new ServiceRegistry(name -> new MotoService(name, client));
    services.register(new IamService(client, account.credentials(), policies));
    services.register(new StsService(client, account, policies, InstantSource.system()));
    Path home = Path.of("").toAbsolutePath().getParent();
    services.register(
        opened(
            new EksService(
                account,
                new LoopbackNetworks(),
                children,
                new ControlPlaneBinaries(
                    BinarySettings.fromEnvironment(System.getenv(), cache).withHome(home)),
                directory.resolve("eks"),
                settling)));
    gateway.handle("/", new AwsHandler(account::verify, request -> {}, services));
    gateway.start();
    eks =
        opened(
            EksClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(administrator()))
                .build());
    sts =
        opened(
            StsClient.builder()
                .endpointOverride(gateway.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(administrator()))
                .build());
    Ec2Client ec2 = account.clients(REGION).ec2();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.77.0.0/16")).vpc().vpcId();
    subnets =
        List.of(
            subnet(ec2, vpc, "10.77.0.0/20", "eu-west-1a"),
            subnet(ec2, vpc, "10.77.16.0/20", "eu-west-1b"));
    roleArn = role("cluster", trustOf(Map.of("Service", "eks.amazonaws.com")));
  }

  private final class LoopbackNetworks implements VpcNetworks {
    @Override
    public VpcNetwork ensure(String region, String vpcId) {
      return new VpcNetwork(vpcId, "10.0.0.0/16", "none", InetAddress.getLoopbackAddress());
    }

    @Override
    public URI endpoint(String region, String vpcId) {
      return gateway.endpoint();
    }

    @Override
    public void remove(String vpcId) {}
  }

  MotoAccount account() {
    return account;
  }

  EksClient eks() {
    return eks;
  }

  AwsCredentials administrator() {
    return AwsBasicCredentials.create(
        account.administrator().accessKeyId(), account.administrator().secretAccessKey());
  }

  /** A session of a role, as its holder gets it. */
  AwsCredentials assume(String roleArn, String session) {
    Credentials found =
        sts.assumeRole(r -> r.roleArn(roleArn).roleSessionName(session)).credentials();
    return AwsSessionCredentials.create(
        found.accessKeyId(), found.secretAccessKey(), found.sessionToken());
  }

  /** A bearer token as `aws eks get-token` makes it. */
  String token(AwsCredentials credentials, String cluster) {
    URI url =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(credentials)
                        .request(
                            SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(gateway.endpoint().resolve("/"))
                                .appendRawQueryParameter("Action", "GetCallerIdentity")
                                .appendRawQueryParameter("Version", "2011-06-15")
                                .putHeader("x-k8s-aws-id", cluster)
                                .build())
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sts")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(
                            AwsV4FamilyHttpSigner.AUTH_LOCATION,
                            AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(
                            AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60)))
            .request()
            .getUri();
    return "k8s-aws-v1."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(url.toString().getBytes(StandardCharsets.UTF_8));
  }

  KubernetesClient client(Cluster cluster, AwsCredentials credentials) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(cluster.endpoint())
            .withCaCertData(cluster.certificateAuthority().data())
            .withOauthToken(token(credentials, cluster.name()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  String role(String name, String trust) {
    return account
        .clients(REGION)
        .iam()
        .createRole(r -> r.roleName(name).assumeRolePolicyDocument(trust))
        .role()
        .arn();
  }

  static String trustOf(Map<String, String> principal) {
    Map.Entry<String, String> one = principal.entrySet().iterator().next();
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
    "Principal":{"%s":"%s"}}]}"""
        .formatted(one.getKey(), one.getValue());
  }

  /** A request for a cluster in the VPC of {@link #subnets}. */
  CreateClusterRequest.Builder request(String name, AuthenticationMode mode) {
    return CreateClusterRequest.builder()
        .name(name)
        .roleArn(roleArn)
        .resourcesVpcConfig(v -> v.subnetIds(subnets))
        .accessConfig(a -> a.authenticationMode(mode))
        .tags(Map.of("fnk.dev/lab", name));
  }

  /** Two of different zones. */
  List<String> subnets() {
    return subnets;
  }

  Cluster awaitActive(String name) {
    Cluster found =
        KubernetesChecks.await(
            () -> eks.describeCluster(r -> r.name(name)).cluster(),
            c -> c.status() != ClusterStatus.CREATING,
            name + " is created");
    assertThat(found.status()).as("%s", found.health()).isEqualTo(ClusterStatus.ACTIVE);
    return found;
  }

  /** Waits until the endpoint knows the cluster's creator. */
  void awaitAdmission(Cluster cluster) {
    KubernetesChecks.await(
        () -> admits(cluster), admitted -> admitted, cluster.name() + " admits its creator");
  }

  private boolean admits(Cluster cluster) {
    try (KubernetesClient client = client(cluster, administrator())) {
      return !KubernetesChecks.whoAmI(client).getUsername().isEmpty();
    } catch (KubernetesClientException e) {
      assertThat(e.getCode()).isEqualTo(401);
      return false;
    }
  }

  private static String subnet(Ec2Client ec2, String vpc, String cidr, String zone) {
    return ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr).availabilityZone(zone))
        .subnet()
        .subnetId();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a part of the test's world does not close", e);
      }
    }
  }
}
