package dev.fnk.cli.aws;

import dev.fnk.cli.world.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

/** One client a service, each built when it is first asked for, all on one HTTP client. */
public final class AwsClients implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final int ATTEMPTS = 8;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ATTEMPT = Duration.ofSeconds(60);

  private final World world;
  private final List<SdkClient> ready;
  private final Deque<AutoCloseable> built = new ArrayDeque<>();
  private final Lazy<SdkHttpClient> http =
      new Lazy<>(
          () ->
              ApacheHttpClient.builder()
                  .maxConnections(CONNECTIONS)
                  .connectionTimeout(CONNECT)
                  .socketTimeout(ATTEMPT)
                  .build());
  private final Lazy<Ec2Client> ec2 = lazy(Ec2Client.class, Ec2Client::builder);
  private final Lazy<EksClient> eks = lazy(EksClient.class, EksClient::builder);
  private final Lazy<EcsClient> ecs = lazy(EcsClient.class, EcsClient::builder);
  private final Lazy<EcrClient> ecr = lazy(EcrClient.class, EcrClient::builder);
  private final Lazy<IamClient> iam = lazy(IamClient.class, IamClient::builder);
  private final Lazy<StsClient> sts = lazy(StsClient.class, StsClient::builder);
  private final Lazy<CloudWatchLogsClient> logs =
      lazy(CloudWatchLogsClient.class, CloudWatchLogsClient::builder);
  private final Lazy<SecretsManagerClient> secrets =
      lazy(SecretsManagerClient.class, SecretsManagerClient::builder);
  private final Lazy<ElasticLoadBalancingClient> elb =
      lazy(ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
  private final Lazy<ElasticLoadBalancingV2Client> elbv2 =
      lazy(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
  private final Lazy<ResourceGroupsTaggingApiClient> tagging =
      lazy(ResourceGroupsTaggingApiClient.class, ResourceGroupsTaggingApiClient::builder);

  public AwsClients(World world) {
    this(world, List.of());
  }

  /**
   * @param ready clients to use in place of those that would be built
   */
  public AwsClients(World world, List<? extends SdkClient> ready) {
    this.world = world;
    this.ready = List.copyOf(ready);
  }

  public World world() {
    return world;
  }

  public Ec2Client ec2() {
    return ec2.get();
  }

  public EksClient eks() {
    return eks.get();
  }

  public EcsClient ecs() {
    return ecs.get();
  }

  public EcrClient ecr() {
    return ecr.get();
  }

  /** IAM is one for all regions; the SDK finds its endpoint from the lab's region. */
  public IamClient iam() {
    return iam.get();
  }

  public StsClient sts() {
    return sts.get();
  }

  public CloudWatchLogsClient logs() {
    return logs.get();
  }

  public SecretsManagerClient secrets() {
    return secrets.get();
  }

  /** Classic load balancers. */
  public ElasticLoadBalancingClient elb() {
    return elb.get();
  }

  /** Load balancers of the later generations, and their target groups. */
  public ElasticLoadBalancingV2Client elbv2() {
    return elbv2.get();
  }

  public ResourceGroupsTaggingApiClient tagging() {
    return tagging.get();
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient>
      Lazy<C> lazy(Class<C> type, Supplier<B> builder) {
    return new Lazy<>(
        () ->
            ready.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseGet(() -> build(builder.get())));
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient>
      C build(B builder) {
    builder
        .region(Region.of(world.region()))
        .credentialsProvider(world.credentials())
        .httpClient(http.get())
        .overrideConfiguration(
            o ->
                o.retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(ATTEMPTS)
                            .build())
                    .apiCallAttemptTimeout(ATTEMPT)
                    .addExecutionInterceptor(new CallNote()));
    world.endpoint().ifPresent(builder::endpointOverride);
    var client = builder.build();
    synchronized (built) {
      built.push(client);
    }
    return client;
  }

  /** Closes what was built. */
  @Override
  public void close() {
    synchronized (built) {
      while (!built.isEmpty()) {
        closeOne(built.pop());
      }
      if (http.made()) {
        http.get().close();
      }
    }
  }

  private static void closeOne(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("an AWS client does not close", e);
    }
  }

  /** Made once, by the first thread that asks. */
  private static final class Lazy<T> {
    private final Supplier<T> maker;
    private final java.util.concurrent.locks.ReentrantLock lock =
        new java.util.concurrent.locks.ReentrantLock();
    private volatile java.util.Optional<T> value = java.util.Optional.empty();

    Lazy(Supplier<T> maker) {
      this.maker = maker;
    }

    boolean made() {
      return value.isPresent();
    }

    T get() {
      var seen = value;
      if (seen.isPresent()) {
        return seen.get();
      }
      lock.lock();
      try {
        if (value.isEmpty()) {
          value = java.util.Optional.of(maker.get());
        }
        return value.get();
      } finally {
        lock.unlock();
      }
    }
  }
}
