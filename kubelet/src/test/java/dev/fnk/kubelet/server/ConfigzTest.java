package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.task.Pods;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ConfigzTest {
  @Test
  void saysWhatAKubeletConfigurationHasOfThisNode() {
    JsonNode kubelet = JsonMapper.shared().readTree(Configz.of(Pods.CONFIG)).get("kubeletconfig");

    assertThat(kubelet.at("/kind").asString()).isEqualTo("KubeletConfiguration");
    assertThat(kubelet.at("/port").asInt()).isEqualTo(10250);
    assertThat(kubelet.at("/healthzPort").asInt()).isEqualTo(10248);
    assertThat(kubelet.at("/streamingConnectionIdleTimeout").asString()).isEqualTo("4h0m0s");
    assertThat(kubelet.at("/maxPods").asInt()).isEqualTo(10);
    assertThat(kubelet.at("/authentication").toString())
        .isEqualTo(
            """
            {"webhook":{"enabled":true,"cacheTTL":"2m0s"},"anonymous":{"enabled":false}}""");
    assertThat(kubelet.at("/authorization/webhook").toString())
        .isEqualTo(
            """
            {"cacheAuthorizedTTL":"5m0s","cacheUnauthorizedTTL":"30s"}""");
    assertThat(kubelet.at("/registerWithTaints/0/key").asString())
        .isEqualTo("virtual-kubelet.io/provider");
  }
}
