package dev.fnk.kubelet.fargate;

import java.time.Duration;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

/**
 * How many vCPUs the account's tasks on Fargate may have at a time in the region, on demand: all of
 * them, not only this node's. Needs {@code servicequotas:GetServiceQuota} and {@code
 * GetAWSDefaultServiceQuota}, which take no resource.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/ecs-service.html">Fargate's
 *     quotas</a>
 */
public final class VcpuQuota implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VcpuQuota.class);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(12);

  static final String SERVICE = "fargate";

  /** Fargate On-Demand vCPU resource count. */
  static final String CODE = "L-3032A538";

  /** More than any account has; the MiB that go with it still are a number of 32 bits. */
  private static final int MOST = 200_000;

  private final ServiceQuotasClient client;
  private String told = "";

  /** Takes over {@code client}: closes it. */
  VcpuQuota(ServiceQuotasClient client) {
    this.client = client;
  }

  /**
   * With the credentials and the endpoint of the environment, as every AWS client.
   *
   * @param aws the caller closes it
   */
  public static VcpuQuota create(SdkHttpClient aws, String region) {
    return new VcpuQuota(
        ServiceQuotasClient.builder()
            .region(Region.of(region))
            .httpClient(aws)
            .overrideConfiguration(o -> o.apiCallTimeout(CALL).apiCallAttemptTimeout(ATTEMPT))
            .build());
  }

  /** The quota now, asked for anew; empty: nobody tells, and the log says why, once a reason. */
  public OptionalInt read() {
    try {
      ServiceQuota quota = ask();
      Double value = quota.value();
      if (value == null) {
        tell(Level.WARN, "has no value: " + quota.errorReason());
        return OptionalInt.empty();
      }
      int vcpus = (int) Math.clamp(value, 0, MOST);
      tell(Level.INFO, "is " + vcpus);
      return OptionalInt.of(vcpus);
    } catch (SdkException e) {
      tell(Level.WARN, "is not known: " + EcsErrors.words(e));
      return OptionalInt.empty();
    }
  }

  /**
   * A quota that was never set for the account is no resource: then AWS's default is the account's
   * (<a href="https://github.com/aws/aws-cli/issues/6629">aws-cli 6629</a>).
   */
  private ServiceQuota ask() {
    try {
      return client.getServiceQuota(r -> r.serviceCode(SERVICE).quotaCode(CODE)).quota();
    } catch (NoSuchResourceException _) {
      return client.getAWSDefaultServiceQuota(r -> r.serviceCode(SERVICE).quotaCode(CODE)).quota();
    }
  }

  private void tell(Level level, String words) {
    if (!words.equals(told)) {
      LOG.atLevel(level).log("the account's quota of Fargate's on-demand vCPUs {}", words);
      told = words;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
