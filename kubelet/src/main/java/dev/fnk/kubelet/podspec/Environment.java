package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.contract.PodVariables;
import dev.fnk.kubelet.image.ImageConfig;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A container's environment. Later ones win: what a runtime gives by itself, the image's, the
 * services', those of envFrom in its order, those of env in its order.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/inject-data-application/">Inject data into
 *     applications</a>
 */
final class Environment {
  /** What a runtime gives where neither image nor pod says one. */
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Pod pod;
  private final SpecificationInputs inputs;
  private final Referred referred;
  private final Map<String, String> services;
  private final Faults faults;

  /**
   * @param services variables of services
   */
  Environment(Pod pod, SpecificationInputs inputs, Map<String, String> services, Faults faults) {
    this.pod = pod;
    this.inputs = inputs;
    this.referred = new Referred(inputs.references());
    this.services = Map.copyOf(services);
    this.faults = faults;
  }

  /** What Kubernetes gives the container, which is what {@code $(VAR)} knows. */
  Map<String, String> ofPod(Container container) {
    var variables = new LinkedHashMap<String, String>();
    for (EnvFromSource source : container.getEnvFrom()) {
      try {
        all(source, container, variables);
      } catch (Unavailable e) {
        faults.config(container, e.reason());
      }
    }
    for (EnvVar variable : container.getEnv()) {
      try {
        String value = value(variable, container, variables);
        if (value != null) {
          variables.put(variable.getName(), value);
        }
      } catch (Unavailable e) {
        faults.config(container, e.reason());
      }
    }
    variables.forEach((name, value) -> check(container, name, value));
    new TreeMap<>(services).forEach(variables::putIfAbsent);
    return variables;
  }

  /** All that the container's first process finds. */
  List<EnvVariable> whole(Container container, ImageConfig image, Map<String, String> ofPod) {
    var variables = new LinkedHashMap<String, String>();
    variables.put("PATH", PATH);
    if (Boolean.TRUE.equals(container.getTty())) {
      variables.put("TERM", "xterm");
    }
    try {
      variables.put("HOSTNAME", Hostname.ofKernel(pod, inputs.clusterDomain()));
    } catch (Unavailable e) {
      faults.unsupported(e.reason());
    }
    for (String entry : image.env()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        String name = entry.substring(0, equals);
        checkReserved(container, "the image's variable ", name);
        variables.put(name, entry.substring(equals + 1));
      }
    }
    variables.putAll(ofPod);
    return variables.entrySet().stream()
        .map(variable -> new EnvVariable(variable.getKey(), variable.getValue()))
        .toList();
  }

  private void all(EnvFromSource source, Container container, Map<String, String> variables)
      throws Unavailable {
    String prefix = source.getPrefix() == null ? "" : source.getPrefix();
    var configMapRef = source.getConfigMapRef();
    var secretRef = source.getSecretRef();
    if (configMapRef != null) {
      referred
          .configMap(configMapRef.getName(), configMapRef.getOptional())
          .ifPresent(
              found ->
                  new TreeMap<>(found.data())
                      .forEach((key, value) -> variables.put(prefix + key, value)));
    } else if (secretRef != null) {
      referred
          .secret(secretRef.getName(), secretRef.getOptional())
          .ifPresent(
              found ->
                  new TreeMap<>(found)
                      .forEach(
                          (key, value) -> {
                            String name = prefix + key;
                            variables.put(name, text(container, name, value));
                          }));
    }
  }

  /** Null: the variable is left as it is, or out. */
  private @Nullable String value(EnvVar variable, Container container, Map<String, String> earlier)
      throws Unavailable {
    String text = variable.getValue();
    EnvVarSource source = variable.getValueFrom();
    if (text != null && !text.isEmpty()) {
      return Expansion.expand(
          text, name -> earlier.containsKey(name) ? earlier.get(name) : services.get(name));
    }
    if (source == null) {
      return "";
    }
    if (source.getFieldRef() != null) {
      return FieldPath.variable(source.getFieldRef(), pod, inputs.podIps(), inputs.hostIps());
    }
    if (source.getResourceFieldRef() != null) {
      return new ResourceField(pod, inputs.size(), inputs.ephemeralGib())
          .variable(source.getResourceFieldRef(), container);
    }
    if (source.getConfigMapKeyRef() != null) {
      return configMapKey(source.getConfigMapKeyRef());
    }
    if (source.getSecretKeyRef() != null) {
      return secretKey(source.getSecretKeyRef(), container, variable.getName());
    }
    if (source.getFileKeyRef() != null) {
      faults.unsupported(
          container,
          "variable "
              + variable.getName()
              + ": fileKeyRef: files of the pod are not read for variables yet (instead:"
              + " configMapKeyRef, secretKeyRef)");
    }
    return "";
  }

  /** A key of texts only: a kubelet does not look at binary data. */
  private @Nullable String configMapKey(ConfigMapKeySelector selector) throws Unavailable {
    String key = selector.getKey();
    String value =
        referred
            .configMap(selector.getName(), selector.getOptional())
            .map(found -> found.data().get(key))
            .orElse(null);
    if (value == null && !Boolean.TRUE.equals(selector.getOptional())) {
      throw missingKey(key, "ConfigMap", selector.getName());
    }
    return value;
  }

  private @Nullable String secretKey(
      SecretKeySelector selector, Container container, String variable) throws Unavailable {
    String key = selector.getKey();
    byte[] value =
        referred
            .secret(selector.getName(), selector.getOptional())
            .map(found -> found.get(key))
            .orElse(null);
    if (value != null) {
      return text(container, variable, value);
    }
    if (!Boolean.TRUE.equals(selector.getOptional())) {
      throw missingKey(key, "Secret", selector.getName());
    }
    return null;
  }

  private Unavailable missingKey(String key, String kind, String name) {
    String namespace = pod.getMetadata().getNamespace();
    return new Unavailable(
        "couldn't find key " + key + " in " + kind + " " + namespace + "/" + name);
  }

  private String text(Container container, String name, byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      faults.creation(container, "variable " + name + ": the value is not text in UTF-8");
      return "";
    }
  }

  /** What an agent would refuse is named here, without its value. */
  private void check(Container container, String name, String value) {
    checkReserved(container, "variable ", name);
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      faults.creation(container, "variable \"" + name + "\": no environment has such a name");
    }
    if (value.indexOf('\0') >= 0) {
      faults.creation(container, "variable " + name + ": the value has a zero byte");
    }
  }

  private void checkReserved(Container container, String what, String name) {
    if (name.startsWith(PodVariables.RESERVED)) {
      faults.unsupported(
          container,
          what
              + name
              + ": names that begin with "
              + PodVariables.RESERVED
              + " are the node's (instead: another name)");
    }
  }
}
