package dev.fnk.kubelet.task;

import dev.fnk.kubelet.reference.ClaimedVolume;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSource;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a pod that are file systems of EFS: claims on volumes of its CSI driver, and NFS
 * of an EFS server, in the pod itself or behind a claim.
 *
 * @see <a href="https://github.com/kubernetes-sigs/aws-efs-csi-driver/tree/master/docs">Amazon EFS
 *     CSI driver</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-efs-config.html">EFS
 *     in task definitions</a>
 */
final class EfsVolumes {
  static final String DRIVER = "efs.csi.aws.com";

  private static final Pattern HANDLE =
      Pattern.compile("(fs-[0-9a-f]{8,40})(?::(/[^:]*)?(?::(fsap-[0-9a-f]{8,40}))?)?");
  private static final Pattern SERVER =
      Pattern.compile("(fs-[0-9a-f]{8,40})\\.efs\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");
  private static final String ENCRYPTED = "encryptInTransit";
  private static final String IAM = "iam";
  private static final String TLS = "tls";
  private static final String POINT = "accesspoint=";

  /** What is left to a pod whose data are to outlive it, and to one whose need not. */
  static final String INSTEAD =
      "a claim on a volume of " + DRIVER + ", emptyDir, or what the program fetches itself";

  private final String region;
  private final Map<String, ClaimedVolume> claims;

  /**
   * @param claims what is behind the claims that the pod names
   */
  EfsVolumes(String region, Map<String, ClaimedVolume> claims) {
    this.region = region;
    this.claims = claims;
  }

  /** Whether a volume is of a kind that may be EFS. */
  static boolean may(Volume volume) {
    return volume.getPersistentVolumeClaim() != null || volume.getNfs() != null;
  }

  /**
   * @throws UnsupportedSpec it is another, or cannot be had like this
   */
  EfsVolume of(Volume volume) throws UnsupportedSpec {
    String at = "volume " + volume.getName() + ": ";
    if (volume.getNfs() != null) {
      return nfs(at + "nfs", volume.getNfs());
    }
    String claim = volume.getPersistentVolumeClaim().getClaimName();
    at += "persistentVolumeClaim " + claim;
    ClaimedVolume claimed = claims.get(claim);
    if (claimed == null) {
      throw refused(at, "only the cluster knows what is behind it", INSTEAD);
    }
    PersistentVolumeSpec spec = claimed.spec();
    at += " (persistentVolume " + claimed.name() + ")";
    if ("Block".equals(spec.getVolumeMode())) {
      throw refused(at + ": volumeMode Block", "Fargate has no block devices", INSTEAD);
    }
    if (spec.getNfs() != null) {
      return nfs(at + ": nfs", spec.getNfs());
    }
    if (spec.getCsi() == null || !DRIVER.equals(spec.getCsi().getDriver())) {
      throw refused(at + ": " + source(spec), "Fargate mounts file systems of EFS only", INSTEAD);
    }
    return csi(at, spec.getCsi(), spec.getMountOptions());
  }

  /** Whether a pod may only read it, wherever it is mounted. */
  boolean readOnly(Volume volume) {
    if (volume.getNfs() != null) {
      return ContainerMapping.is(volume.getNfs().getReadOnly());
    }
    var claim = volume.getPersistentVolumeClaim();
    if (claim == null) {
      return false;
    }
    ClaimedVolume claimed = claims.get(claim.getClaimName());
    return ContainerMapping.is(claim.getReadOnly())
        || (claimed != null && readOnly(claimed.spec()));
  }

  private static boolean readOnly(PersistentVolumeSpec spec) {
    return (spec.getCsi() != null && ContainerMapping.is(spec.getCsi().getReadOnly()))
        || (spec.getNfs() != null && ContainerMapping.is(spec.getNfs().getReadOnly()));
  }

  private EfsVolume nfs(String at, NFSVolumeSource nfs) throws UnsupportedSpec {
    Matcher server = SERVER.matcher(nfs.getServer());
    if (!server.matches() || !server.group(2).equals(region)) {
      throw refused(
          at + " " + nfs.getServer(),
          "Fargate mounts no NFS but that of EFS in " + region,
          INSTEAD);
    }
    return new EfsVolume(server.group(1), path(nfs.getPath()), Optional.empty(), true, false);
  }

  private static EfsVolume csi(String at, CSIPersistentVolumeSource csi, List<String> options)
      throws UnsupportedSpec {
    var reasons = new ArrayList<String>();
    Matcher handle = HANDLE.matcher(csi.getVolumeHandle());
    if (!handle.matches()) {
      throw refused(
          at + ": volumeHandle " + csi.getVolumeHandle(),
          "it names no file system of EFS",
          "FILE-SYSTEM[:PATH[:ACCESS-POINT]]");
    }
    Optional<String> path = path(handle.group(2));
    Optional<String> point = Optional.ofNullable(handle.group(3));
    boolean iam = false;
    for (String option : options) {
      if (option.equals(IAM)) {
        iam = true;
      } else if (option.startsWith(POINT)) {
        point = Optional.of(option.substring(POINT.length()));
      } else if (!option.equals(TLS)) {
        reasons.add(
            Refusals.words(
                at + ": mountOptions " + option,
                "ECS mounts EFS with options of its own",
                "tls, iam and accesspoint alone"));
      }
    }
    Map<String, String> attributes = attributes(csi);
    for (String attribute : new TreeSet<>(attributes.keySet())) {
      if (!attribute.equals(ENCRYPTED) && !attribute.startsWith("storage.kubernetes.io/")) {
        reasons.add(
            Refusals.words(
                at + ": volumeAttributes " + attribute,
                "ECS does not take it",
                ENCRYPTED + " alone"));
      }
    }
    boolean encrypted = !"false".equals(attributes.get(ENCRYPTED));
    if (!encrypted && (iam || point.isPresent() || options.contains(TLS))) {
      reasons.add(
          Refusals.words(
              at + ": volumeAttributes " + ENCRYPTED + " false",
              "tls, iam and access points need encryption",
              ENCRYPTED + " true"));
    }
    if (path.isPresent() && point.isPresent()) {
      reasons.add(
          Refusals.words(
              at + ": volumeHandle " + csi.getVolumeHandle(),
              "in ECS the access point alone says which directory it is",
              "an access point of that directory"));
    }
    if (!reasons.isEmpty()) {
      throw new UnsupportedSpec(reasons);
    }
    return new EfsVolume(handle.group(1), path, point, encrypted, iam);
  }

  private static Map<String, String> attributes(CSIPersistentVolumeSource csi) {
    return csi.getVolumeAttributes() == null ? Map.of() : csi.getVolumeAttributes();
  }

  private static Optional<String> path(@Nullable String path) {
    return ContainerMapping.filled(path).filter(it -> !it.equals("/"));
  }

  private static String source(PersistentVolumeSpec spec) {
    if (spec.getCsi() != null) {
      return "csi " + spec.getCsi().getDriver();
    }
    return spec.getHostPath() != null
        ? "hostPath"
        : spec.getLocal() != null ? "local" : "its kind of volume";
  }

  private static UnsupportedSpec refused(String field, String why, String instead) {
    return new UnsupportedSpec(Refusals.words(field, why, instead));
  }
}
