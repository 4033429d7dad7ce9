package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the pod's volumes before its containers start. Volumes of other kinds than emptyDir
 * and those of files are not the agent's, and passed over.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/storage/projected-volumes/">Projected
 *     volumes</a>
 */
final class VolumeContents {
  private final Pod pod;
  private final SpecificationInputs inputs;
  private final Referred referred;
  private final Faults faults;
  private final OptionalLong group;
  private final OptionalInt onlyUser;

  VolumeContents(Pod pod, SpecificationInputs inputs, Faults faults) {
    this.pod = pod;
    this.inputs = inputs;
    this.referred = new Referred(inputs.references());
    this.faults = faults;
    var security = pod.getSpec().getSecurityContext();
    Long fsGroup = security == null ? null : security.getFsGroup();
    this.group = fsGroup == null ? OptionalLong.empty() : OptionalLong.of(fsGroup);
    this.onlyUser = onlyUser(pod);
  }

  /** In the order of the pod's spec, without those that cannot be laid. */
  List<Volume> all() {
    var volumes = new ArrayList<Volume>();
    for (var volume : pod.getSpec().getVolumes()) {
      if (volume.getEmptyDir() != null) {
        volumes.add(new Volume(volume.getName(), true, List.of(), group));
        continue;
      }
      try {
        VolumeFiles files = files(volume);
        if (files != null) {
          volumes.add(new Volume(volume.getName(), false, files.all(), group));
        }
      } catch (Unavailable e) {
        faults.mount(volume.getName(), e.reason());
      }
    }
    return volumes;
  }

  /** Null: a volume of another kind, or one that is told to be faulty already. */
  private @Nullable VolumeFiles files(io.fabric8.kubernetes.api.model.Volume volume)
      throws Unavailable {
    if (volume.getConfigMap() != null) {
      var source = volume.getConfigMap();
      var files = new VolumeFiles(source.getDefaultMode(), source.getDefaultUser(), group);
      configMap(files, source.getName(), source.getItems(), source.getOptional());
      return files;
    }
    if (volume.getSecret() != null) {
      var source = volume.getSecret();
      var files = new VolumeFiles(source.getDefaultMode(), source.getDefaultUser(), group);
      secret(files, source.getSecretName(), source.getItems(), source.getOptional());
      return files;
    }
    if (volume.getDownwardAPI() != null) {
      var source = volume.getDownwardAPI();
      var files = new VolumeFiles(source.getDefaultMode(), source.getDefaultUser(), group);
      downward(files, source.getItems());
      return files;
    }
    if (volume.getProjected() != null) {
      var source = volume.getProjected();
      var files = new VolumeFiles(source.getDefaultMode(), source.getDefaultUser(), group);
      return projected(volume.getName(), files, source.getSources()) ? files : null;
    }
    return null;
  }

  /** Whether all sources are there; each that is not is told. */
  private boolean projected(String volume, VolumeFiles files, List<VolumeProjection> sources) {
    boolean whole = true;
    for (VolumeProjection source : sources) {
      if (source.getClusterTrustBundle() != null) {
        faults.unsupported(
            "volume "
                + volume
                + ": clusterTrustBundle: a node may not read them (instead: a configMap with the same)");
        whole = false;
      }
      if (source.getPodCertificate() != null) {
        faults.unsupported(
            "volume "
                + volume
                + ": podCertificate: the node asks for none yet (instead: a secret with a certificate)");
        whole = false;
      }
      try {
        project(files, source);
      } catch (Unavailable e) {
        faults.mount(volume, e.reason());
        whole = false;
      }
    }
    return whole;
  }

  private void project(VolumeFiles files, VolumeProjection source) throws Unavailable {
    if (source.getSecret() != null) {
      var secret = source.getSecret();
      secret(files, secret.getName(), secret.getItems(), secret.getOptional());
    } else if (source.getConfigMap() != null) {
      var map = source.getConfigMap();
      configMap(files, map.getName(), map.getItems(), map.getOptional());
    } else if (source.getDownwardAPI() != null) {
      downward(files, source.getDownwardAPI().getItems());
    } else if (source.getServiceAccountToken() != null) {
      token(files, source.getServiceAccountToken());
    }
  }

  private void secret(
      VolumeFiles files, String name, List<KeyToPath> items, @Nullable Boolean optional)
      throws Unavailable {
    var found = referred.secret(name, optional);
    if (found.isPresent()) {
      files.addSecret(found.get(), items, Boolean.TRUE.equals(optional));
    }
  }

  private void configMap(
      VolumeFiles files, String name, List<KeyToPath> items, @Nullable Boolean optional)
      throws Unavailable {
    var found = referred.configMap(name, optional);
    if (found.isPresent()) {
      files.addConfigMap(found.get(), items, Boolean.TRUE.equals(optional));
    }
  }

  private void downward(VolumeFiles files, List<DownwardAPIVolumeFile> items) throws Unavailable {
    for (DownwardAPIVolumeFile item : items) {
      String data =
          item.getFieldRef() != null
              ? FieldPath.file(item.getFieldRef(), pod)
              : item.getResourceFieldRef() != null
                  ? new ResourceField(pod, inputs.size(), inputs.ephemeralGib())
                      .file(item.getResourceFieldRef())
                  : "";
      files.add(item.getPath(), data, item.getMode(), item.getUser());
    }
  }

  private void token(VolumeFiles files, ServiceAccountTokenProjection source) throws Unavailable {
    ServiceAccountToken token = inputs.references().tokens().get(References.token(source));
    if (token == null) {
      throw new Unavailable("failed to fetch token: there is none yet");
    }
    files.addToken(source.getPath(), token.token(), source.getUser(), onlyUser);
  }

  /** The {@code runAsUser} that all containers have; empty: they differ, or one has none. */
  private static OptionalInt onlyUser(Pod pod) {
    List<OptionalLong> users =
        PodContainers.of(pod.getSpec())
            .map(container -> ContainerUser.runAsUser(pod, container))
            .distinct()
            .toList();
    long user = users.size() == 1 ? users.getFirst().orElse(-1) : -1;
    return user >= 0 && user <= Integer.MAX_VALUE
        ? OptionalInt.of((int) user)
        : OptionalInt.empty();
  }
}
