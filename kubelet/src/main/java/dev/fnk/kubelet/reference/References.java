package dev.fnk.kubelet.reference;

import dev.fnk.kubelet.reference.Need.Kind;
import dev.fnk.kubelet.reference.Need.Place;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's spec refers to.
 *
 * @param needs in the order in which a kubelet comes upon them: volumes, then containers
 * @param tokens of the service account
 * @param serviceAccount its name
 * @param serviceLinks whether the environment is to tell of the namespace's services
 */
public record References(
    List<Need> needs, Set<TokenKind> tokens, String serviceAccount, boolean serviceLinks) {
  /** What an API server sets where a projection says nothing. */
  private static final long TOKEN_SECONDS = 3600;

  public References {
    needs = List.copyOf(needs);
    tokens = Set.copyOf(tokens);
  }

  /** All that the pod's spec names. */
  public static References of(Pod pod) {
    PodSpec spec = pod.getSpec();
    var needs = new LinkedHashSet<Need>();
    var tokens = new LinkedHashSet<TokenKind>();
    spec.getVolumes().forEach(volume -> addVolume(volume, needs, tokens));
    Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .forEach(container -> addEnvironment(container, needs));
    spec.getImagePullSecrets()
        .forEach(secret -> add(needs, Kind.SECRET, secret.getName(), "", true, Place.PULL_SECRET));
    String account = spec.getServiceAccountName();
    return new References(
        List.copyOf(needs),
        tokens,
        account == null || account.isEmpty() ? "default" : account,
        !Boolean.FALSE.equals(spec.getEnableServiceLinks()));
  }

  /** Those of volumes alone. */
  References ofVolumes() {
    return new References(
        needs.stream().filter(need -> need.place() == Place.VOLUME).toList(),
        tokens,
        serviceAccount,
        serviceLinks);
  }

  /** The objects that are named, each once. */
  Set<Need.Target> targets() {
    return needs.stream().map(Need::target).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void addVolume(Volume volume, Set<Need> needs, Set<TokenKind> tokens) {
    var secret = volume.getSecret();
    if (secret != null) {
      addItems(needs, Kind.SECRET, secret.getSecretName(), secret.getItems(), secret.getOptional());
    }
    var configMap = volume.getConfigMap();
    if (configMap != null) {
      addItems(
          needs,
          Kind.CONFIG_MAP,
          configMap.getName(),
          configMap.getItems(),
          configMap.getOptional());
    }
    if (volume.getProjected() != null) {
      volume.getProjected().getSources().forEach(source -> addProjection(source, needs, tokens));
    }
  }

  private static void addProjection(
      VolumeProjection source, Set<Need> needs, Set<TokenKind> tokens) {
    var secret = source.getSecret();
    if (secret != null) {
      addItems(needs, Kind.SECRET, secret.getName(), secret.getItems(), secret.getOptional());
    }
    var configMap = source.getConfigMap();
    if (configMap != null) {
      addItems(
          needs,
          Kind.CONFIG_MAP,
          configMap.getName(),
          configMap.getItems(),
          configMap.getOptional());
    }
    if (source.getServiceAccountToken() != null) {
      tokens.add(token(source.getServiceAccountToken()));
    }
  }

  /** Which token a projection means. */
  public static TokenKind token(ServiceAccountTokenProjection projection) {
    String audience = projection.getAudience();
    Long seconds = projection.getExpirationSeconds();
    return new TokenKind(
        audience == null ? "" : audience, seconds == null ? TOKEN_SECONDS : seconds);
  }

  private static void addItems(
      Set<Need> needs,
      Kind kind,
      @Nullable String name,
      List<KeyToPath> items,
      @Nullable Boolean optional) {
    if (items.isEmpty()) {
      add(needs, kind, name, "", optional, Place.VOLUME);
    }
    items.forEach(item -> add(needs, kind, name, item.getKey(), optional, Place.VOLUME));
  }

  private static void addEnvironment(Container container, Set<Need> needs) {
    for (EnvFromSource from : container.getEnvFrom()) {
      var configMap = from.getConfigMapRef();
      if (configMap != null) {
        var optional = configMap.getOptional();
        add(needs, Kind.CONFIG_MAP, configMap.getName(), "", optional, Place.ENVIRONMENT);
      }
      var secret = from.getSecretRef();
      if (secret != null) {
        add(needs, Kind.SECRET, secret.getName(), "", secret.getOptional(), Place.ENVIRONMENT);
      }
    }
    container.getEnv().stream()
        // a value of its own wins, as in the kubelet
        .filter(variable -> variable.getValue() == null || variable.getValue().isEmpty())
        .forEach(variable -> addVariable(variable.getValueFrom(), needs));
  }

  private static void addVariable(@Nullable EnvVarSource from, Set<Need> needs) {
    if (from == null) {
      return;
    }
    var configMap = from.getConfigMapKeyRef();
    if (configMap != null) {
      add(
          needs,
          Kind.CONFIG_MAP,
          configMap.getName(),
          configMap.getKey(),
          configMap.getOptional(),
          Place.ENVIRONMENT);
    }
    var secret = from.getSecretKeyRef();
    if (secret != null) {
      add(
          needs,
          Kind.SECRET,
          secret.getName(),
          secret.getKey(),
          secret.getOptional(),
          Place.ENVIRONMENT);
    }
  }

  /** The API server lets through references without a name; nothing is meant by them. */
  private static void add(
      Set<Need> needs,
      Kind kind,
      @Nullable String name,
      @Nullable String key,
      @Nullable Boolean optional,
      Place place) {
    if (name != null && !name.isEmpty()) {
      needs.add(new Need(kind, name, key == null ? "" : key, Boolean.TRUE.equals(optional), place));
    }
  }
}
