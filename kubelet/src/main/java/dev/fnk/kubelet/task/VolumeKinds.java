package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Volumes that no task can have, by the field that asks for them. */
final class VolumeKinds {
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "hostPath",
              Volume::getHostPath,
              "a Fargate task has no host whose files it could see",
              "emptyDir, or a configMap or secret with the files"),
          new Kind(
              "ephemeral",
              Volume::getEphemeral,
              "no disk can be attached to a Fargate task",
              "emptyDir, and requests of ephemeral-storage up to 200 GiB"),
          new Kind(
              "image",
              Volume::getImage,
              "Fargate mounts no images",
              "emptyDir that an init container of that image fills"),
          new Kind(
              "gitRepo",
              Volume::getGitRepo,
              "Kubernetes has given it up",
              "emptyDir that an init container fills by git clone"),
          new Kind(
              "csi",
              Volume::getCsi,
              "this node has no CSI drivers",
              "a claim on a volume of " + EfsVolumes.DRIVER),
          attached("iscsi", Volume::getIscsi),
          attached("fc", Volume::getFc),
          attached("awsElasticBlockStore", Volume::getAwsElasticBlockStore),
          attached("azureDisk", Volume::getAzureDisk),
          attached("azureFile", Volume::getAzureFile),
          attached("cephfs", Volume::getCephfs),
          attached("cinder", Volume::getCinder),
          attached("flexVolume", Volume::getFlexVolume),
          attached("flocker", Volume::getFlocker),
          attached("gcePersistentDisk", Volume::getGcePersistentDisk),
          attached("glusterfs", Volume::getGlusterfs),
          attached("photonPersistentDisk", Volume::getPhotonPersistentDisk),
          attached("portworxVolume", Volume::getPortworxVolume),
          attached("quobyte", Volume::getQuobyte),
          attached("rbd", Volume::getRbd),
          attached("scaleIO", Volume::getScaleIO),
          attached("storageos", Volume::getStorageos),
          attached("vsphereVolume", Volume::getVsphereVolume));

  private VolumeKinds() {}

  /**
   * @param field of {@code Volume}
   */
  private record Kind(
      String field, Function<Volume, @Nullable Object> get, String why, String instead) {}

  private static Kind attached(String field, Function<Volume, @Nullable Object> get) {
    return new Kind(field, get, "no disk can be attached to a Fargate task", EfsVolumes.INSTEAD);
  }

  /** Why a volume that is none of those that the agent lays cannot be had. */
  static String refusal(Volume volume) {
    String at = "volume " + volume.getName();
    return KINDS.stream()
        .filter(kind -> kind.get().apply(volume) != null)
        .findFirst()
        .map(kind -> Refusals.words(at + ": " + kind.field(), kind.why(), kind.instead()))
        .orElseGet(
            () ->
                Refusals.words(
                    at + ": " + String.join(", ", volume.getAdditionalProperties().keySet()),
                    "this node does not know such volumes",
                    "emptyDir, configMap, secret, downwardAPI or projected"));
  }
}
