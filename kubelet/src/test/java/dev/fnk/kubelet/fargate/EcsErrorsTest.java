package dev.fnk.kubelet.fargate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;

class EcsErrorsTest {
  @Test
  void theLogHasTheRequestsIdAndThePodHasNot() {
    var error =
        InvalidParameterException.builder()
            .awsErrorDetails(FakeEcs.details("InvalidParameterException", "No such subnet"))
            .requestId("0a1b")
            .build();

    assertThat(EcsErrors.words(error)).isEqualTo("No such subnet");
    assertThat(EcsErrors.detailed(error)).isEqualTo("No such subnet (request 0a1b)");
    assertThat(EcsErrors.detailed(SdkClientException.create("no answer"))).isEqualTo("no answer");
  }
}
