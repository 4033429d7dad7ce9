package dev.fnk.local.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.FormParameters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RequestRates rates = new RequestRates(nanos::get);

  private static FormParameters call(String action) {
    return new FormParameters(Map.of("Action", action));
  }

  private static FormParameters filtered(String action) {
    return new FormParameters(Map.of("Action", action, "Filter.1.Name", "vpc-id"));
  }

  private int allowed(FormParameters call) {
    int count = 0;
    while (true) {
      try {
        rates.take("eu-west-1", call);
        count++;
      } catch (AwsError e) {
        assertThat(e.code()).isEqualTo("RequestLimitExceeded");
        assertThat(e.status()).isEqualTo(503);
        return count;
      }
    }
  }

  @Test
  void eachOperationOfEachRegionHasABucketOfItsOwn() {
    assertThat(allowed(call("DescribeVpcs"))).isEqualTo(100);
    assertThat(allowed(call("CreateVpc"))).isEqualTo(50);
    assertThat(allowed(call("DescribeSubnets"))).isEqualTo(100);
    rates.take("eu-north-1", call("CreateVpc"));
    assertThatThrownBy(() -> rates.take("eu-west-1", call("CreateVpc")))
        .isInstanceOf(AwsError.class);
  }

  @Test
  void bucketsFillAtTheirRate() {
    allowed(call("DescribeVpcs"));
    allowed(call("CreateVpc"));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(allowed(call("DescribeVpcs"))).isEqualTo(20);
    assertThat(allowed(call("CreateVpc"))).isEqualTo(5);
  }

  @Test
  void askingForAllInterfacesCostsMoreThanAskingByFilter() {
    assertThat(allowed(call("DescribeNetworkInterfaces"))).isEqualTo(50);
    assertThat(allowed(filtered("DescribeNetworkInterfaces"))).isEqualTo(100);
    assertThat(allowed(call("CreateVpcEndpoint"))).isEqualTo(4);
  }
}
