package dev.fnk.kubelet.task;

import dev.fnk.kubelet.contract.FargateSize;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A container's environment: what the spec says and what the pod knows of itself.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/downward-api/">Downward API</a>
 */
final class DownwardApi {
  private static final Pattern KEYED =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

  private final Pod pod;
  private final String hostIp;

  DownwardApi(Pod pod, String hostIp) {
    this.pod = pod;
    this.hostIp = hostIp;
  }

  /** In the order of the spec; a later variable of the same name wins. */
  Map<String, Value> environment(Container container, FargateSize size) throws UnsupportedSpec {
    if (!container.getEnvFrom().isEmpty()) {
      throw new UnsupportedSpec(
          "container " + container.getName() + ": envFrom is not supported yet");
    }
    var variables = new LinkedHashMap<String, Value>();
    for (EnvVar variable : container.getEnv()) {
      variables.put(variable.getName(), value(variable, container, size, variables));
    }
    return variables;
  }

  private Value value(
      EnvVar variable, Container container, FargateSize size, Map<String, Value> earlier)
      throws UnsupportedSpec {
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      String text = variable.getValue();
      return text == null ? Value.shared("") : Value.expanded(text, earlier);
    }
    if (source.getFieldRef() != null) {
      return field(source.getFieldRef().getFieldPath());
    }
    if (source.getResourceFieldRef() != null) {
      return Value.shared(resource(source.getResourceFieldRef(), container, size));
    }
    String kind =
        source.getSecretKeyRef() != null
            ? "secretKeyRef"
            : source.getConfigMapKeyRef() != null ? "configMapKeyRef" : "valueFrom";
    throw new UnsupportedSpec(
        "variable " + variable.getName() + ": " + kind + " is not supported yet");
  }

  private Value field(String path) throws UnsupportedSpec {
    var meta = pod.getMetadata();
    return switch (path) {
      case "metadata.name" -> Value.ofPod(meta.getName());
      case "metadata.namespace" -> Value.ofPod(meta.getNamespace());
      case "metadata.uid" -> Value.ofPod(meta.getUid());
      case "spec.nodeName" -> Value.ofPod(pod.getSpec().getNodeName());
      case "spec.serviceAccountName" -> {
        String account = pod.getSpec().getServiceAccountName();
        yield Value.ofPod(account == null ? "default" : account);
      }
      case "status.hostIP", "status.hostIPs" -> Value.ofPod(hostIp);
      default -> keyed(path);
    };
  }

  private Value keyed(String path) throws UnsupportedSpec {
    var meta = pod.getMetadata();
    var keyed = KEYED.matcher(path);
    if (keyed.matches()) {
      var entries = keyed.group(1).equals("labels") ? meta.getLabels() : meta.getAnnotations();
      String value = entries == null ? null : entries.get(keyed.group(2));
      return Value.ofPod(value == null ? "" : value);
    }
    throw new UnsupportedSpec("fieldRef " + path + " is not supported yet");
  }

  /** Divided and rounded up, as Kubernetes does; no limit given: the task's size. */
  private String resource(ResourceFieldSelector selector, Container own, FargateSize size)
      throws UnsupportedSpec {
    String name = selector.getContainerName();
    Container container =
        name == null || name.isEmpty()
            ? own
            : pod.getSpec().getContainers().stream()
                .filter(c -> c.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnsupportedSpec("resourceFieldRef: no container " + name));
    var resources = container.getResources();
    String[] parts = selector.getResource().split("\\.", 2);
    boolean cpu = parts.length == 2 && parts[1].equals("cpu");
    if (!cpu && !(parts.length == 2 && parts[1].equals("memory"))) {
      throw new UnsupportedSpec(
          "resourceFieldRef " + selector.getResource() + " is not supported yet");
    }
    boolean limit = parts[0].equals("limits");
    Map<String, Quantity> given =
        resources == null ? null : limit ? resources.getLimits() : resources.getRequests();
    Quantity quantity = given == null ? null : given.get(parts[1]);
    BigDecimal amount =
        quantity != null
            ? quantity.getNumericalAmount()
            : !limit
                ? BigDecimal.ZERO
                : cpu
                    ? BigDecimal.valueOf(size.cpu()).divide(BigDecimal.valueOf(1024))
                    : BigDecimal.valueOf(size.memoryMiB()).multiply(BigDecimal.valueOf(1 << 20));
    Quantity divisor = selector.getDivisor();
    BigDecimal by = divisor == null ? BigDecimal.ZERO : divisor.getNumericalAmount();
    BigDecimal divided = by.signum() == 0 ? amount : amount.divide(by, 0, RoundingMode.CEILING);
    return divided.setScale(0, RoundingMode.CEILING).toPlainString();
  }
}
