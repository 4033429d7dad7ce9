package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.AccessDeniedException;
import software.amazon.awssdk.services.servicequotas.model.ErrorReason;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetAwsDefaultServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaRequest;
import software.amazon.awssdk.services.servicequotas.model.GetServiceQuotaResponse;
import software.amazon.awssdk.services.servicequotas.model.NoSuchResourceException;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;

final class VcpuQuotaTest {
  private final FakeQuotas aws = new FakeQuotas();
  private final VcpuQuota quota = new VcpuQuota(aws);

  @Test
  void isWhatTheAccountMayHaveOfFargate() {
    aws.applied.put("fargate/L-3032A538", 4000.0);

    assertThat(quota.read()).isEqualTo(OptionalInt.of(4000));
    assertThat(aws.asked).containsExactly("GetServiceQuota");
  }

  @Test
  void isReadAnew() {
    aws.applied.put("fargate/L-3032A538", 6.0);
    quota.read();
    aws.applied.put("fargate/L-3032A538", 100.0);

    assertThat(quota.read()).hasValue(100);
  }

  @Test
  void oneThatWasNeverSetIsAwssDefault() {
    aws.byDefault.put("fargate/L-3032A538", 6.0);

    assertThat(quota.read()).hasValue(6);
    assertThat(aws.asked).containsExactly("GetServiceQuota", "GetAWSDefaultServiceQuota");
  }

  @Test
  void isNotKnownWhereNobodyTells() {
    assertThat(quota.read()).isEmpty();
    aws.refusal =
        AccessDeniedException.builder()
            .message("not authorized to perform")
            .statusCode(400)
            .build();
    assertThat(quota.read()).isEmpty();
  }

  @Test
  void norWhereItHasNoValue() {
    aws.applied.put("fargate/L-3032A538", null);

    assertThat(quota.read()).isEmpty();
  }

  @Test
  void stillGoesWithItsMemoryHoweverMuchItIs() {
    aws.applied.put("fargate/L-3032A538", 1e12);

    assertThat(quota.read()).hasValue(200_000);
  }

  /** Answers as AWS: a quota that was never set is no resource. */
  private static final class FakeQuotas implements ServiceQuotasClient {
    final Map<String, @Nullable Double> applied = new HashMap<>();
    final Map<String, Double> byDefault = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    @Nullable SdkException refusal;

    @Override
    public GetServiceQuotaResponse getServiceQuota(GetServiceQuotaRequest request) {
      String key = asked("GetServiceQuota", request.serviceCode(), request.quotaCode());
      return GetServiceQuotaResponse.builder().quota(quota(applied, key)).build();
    }

    @Override
    public GetAwsDefaultServiceQuotaResponse getAWSDefaultServiceQuota(
        GetAwsDefaultServiceQuotaRequest request) {
      String key = asked("GetAWSDefaultServiceQuota", request.serviceCode(), request.quotaCode());
      return GetAwsDefaultServiceQuotaResponse.builder().quota(quota(byDefault, key)).build();
    }

    private String asked(String operation, String service, String code) {
      asked.add(operation);
      if (refusal != null) {
        throw refusal;
      }
      return service + "/" + code;
    }

    private static ServiceQuota quota(Map<String, ? extends @Nullable Double> known, String key) {
      if (!known.containsKey(key)) {
        throw NoSuchResourceException.builder().message("does not exist").statusCode(400).build();
      }
      Double value = known.get(key);
      return ServiceQuota.builder()
          .value(value)
          .errorReason(
              value == null
                  ? ErrorReason.builder().errorCode("DEPENDENCY_SERVICE_ERROR").build()
                  : null)
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
