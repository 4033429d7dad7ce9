package dev.fnk.local.ec2;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.FormParameters;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * EC2's request rates: a bucket of tokens for each operation of a region
 * (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
 *
 * <p>AWS's side alone, on purpose: who calls does not know them, and has to bear a refusal.
 */
final class RequestRates {
  private static final double NANOS = 1e-9;

  /** Describes that cost more when they are asked for neither by filter nor by page. */
  private static final Set<String> LARGE =
      Set.of(
          "DescribeInstances",
          "DescribeInstanceStatus",
          "DescribeNetworkInterfaces",
          "DescribeSecurityGroups",
          "DescribeSnapshots",
          "DescribeSpotInstanceRequests",
          "DescribeVolumes");

  private record Rate(int burst, double aSecond) {
    private static final Rate READ = new Rate(100, 20);
    private static final Rate READ_ALL = new Rate(50, 10);
    private static final Rate WRITE = new Rate(50, 5);
    private static final Rate ENDPOINT = new Rate(4, 0.3);

    static Rate of(FormParameters parameters) {
      String operation = parameters.action();
      if (operation.equals("CreateVpcEndpoint")) {
        return ENDPOINT;
      }
      if (!operation.matches("(Describe|List|Search|Get).*")) {
        return WRITE;
      }
      boolean narrowed =
          parameters.values().keySet().stream()
              .anyMatch(key -> key.startsWith("Filter.") || key.equals("MaxResults"));
      return LARGE.contains(operation) && !narrowed ? READ_ALL : READ;
    }
  }

  private record Key(String region, String operation, Rate rate) {}

  private record Bucket(double tokens, long at) {}

  private final LongSupplier nanoTime;
  private final Map<Key, Bucket> buckets = new HashMap<>();

  RequestRates(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes a token.
   *
   * @throws AwsError RequestLimitExceeded when there is none
   */
  synchronized void take(String region, FormParameters parameters) {
    Rate rate = Rate.of(parameters);
    Key key = new Key(region, parameters.action(), rate);
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.getOrDefault(key, new Bucket(rate.burst(), now));
    double tokens =
        Math.min(rate.burst(), bucket.tokens() + (now - bucket.at()) * NANOS * rate.aSecond());
    boolean allowed = tokens >= 1;
    buckets.put(key, new Bucket(allowed ? tokens - 1 : tokens, now));
    if (!allowed) {
      throw new AwsError(503, "RequestLimitExceeded", "Request limit exceeded.");
    }
  }
}
