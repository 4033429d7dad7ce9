package dev.fnk.kubelet;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS clients by which the node finds its cluster; with the credentials of the task's role. */
record AwsClients(SdkHttpClient http, EksClient eks, StsClient sts) implements AutoCloseable {
  private static final Duration ATTEMPT = Duration.ofSeconds(20);
  private static final Duration CALL = Duration.ofSeconds(60);

  static AwsClients create(String region) {
    SdkHttpClient http =
        ApacheHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(5))
            .socketTimeout(ATTEMPT)
            .build();
    Consumer<AwsClientBuilder<?, ?>> common =
        builder ->
            builder
                .region(Region.of(region))
                .overrideConfiguration(
                    o ->
                        o.apiCallAttemptTimeout(ATTEMPT)
                            .apiCallTimeout(CALL)
                            .retryStrategy(RetryMode.STANDARD));
    return new AwsClients(
        http,
        EksClient.builder().httpClient(http).applyMutation(common::accept).build(),
        StsClient.builder().httpClient(http).applyMutation(common::accept).build());
  }

  /** ARN of the role the node runs as, or words that stand for it when STS does not answer. */
  String principal() {
    try {
      return "the role " + sts.getCallerIdentity().arn();
    } catch (SdkException e) {
      return "this task's role";
    }
  }

  @Override
  public void close() {
    sts.close();
    eks.close();
    http.close();
  }
}
