package dev.fnk.kubelet.server;

import dev.fnk.kubelet.config.NodeConfig;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /configz}: of a KubeletConfiguration (kubelet.config.k8s.io/v1beta1) the fields that say
 * something of this node.
 */
public final class Configz {
  private Configz() {}

  /** The JSON of a node with these settings. */
  public static String of(NodeConfig config) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode kubelet = json.putObject("kubeletconfig");
    kubelet.put("kind", "KubeletConfiguration");
    kubelet.put("apiVersion", "kubelet.config.k8s.io/v1beta1");
    kubelet.put("port", config.port());
    kubelet.put("readOnlyPort", 0);
    kubelet.put("healthzPort", HealthServer.PORT);
    kubelet.put("healthzBindAddress", "127.0.0.1");
    kubelet.put("streamingConnectionIdleTimeout", duration(config.api().streamIdle()));
    kubelet.put("serverTLSBootstrap", true);
    ObjectNode authentication = kubelet.putObject("authentication");
    authentication
        .putObject("webhook")
        .put("enabled", true)
        .put("cacheTTL", duration(Authenticator.KEEP));
    authentication.putObject("anonymous").put("enabled", false);
    kubelet
        .putObject("authorization")
        .put("mode", "Webhook")
        .putObject("webhook")
        .put("cacheAuthorizedTTL", duration(Authorizer.KEEP_ALLOWED))
        .put("cacheUnauthorizedTTL", duration(Authorizer.KEEP_DENIED));
    kubelet.put("maxPods", config.maxPods());
    kubelet.put("registerNode", true);
    if (config.tainted()) {
      kubelet
          .putArray("registerWithTaints")
          .addObject()
          .put("key", "virtual-kubelet.io/provider")
          .put("value", "fnk")
          .put("effect", "NoSchedule");
    }
    config
        .tracing()
        .ifPresent(
            tracing ->
                kubelet
                    .putObject("tracing")
                    .put("endpoint", tracing.endpoint().toString())
                    .put("samplingRatePerMillion", tracing.samplingRatePerMillion()));
    return JsonMapper.shared().writeValueAsString(json);
  }

  /** As Go writes durations. */
  private static String duration(Duration of) {
    String minutes = of.toMinutes() > 0 ? of.toMinutesPart() + "m" : "";
    return (of.toHours() > 0 ? of.toHours() + "h" : "") + minutes + of.toSecondsPart() + "s";
  }
}
