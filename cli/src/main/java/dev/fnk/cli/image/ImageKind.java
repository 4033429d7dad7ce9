package dev.fnk.cli.image;

import dev.fnk.cli.resource.LabNames;
import java.util.Locale;

/** The images of a lab. */
public enum ImageKind {
  /** The virtual node: {@code fnk kubelet run}. */
  KUBELET,
  /** What runs beside a pod's containers in every task; the virtual node starts it. */
  AGENT,
  /** The page that the sample workload serves. */
  SAMPLE;

  /** Name of its repository in a lab's registry. */
  public String repository(LabNames names) {
    return switch (this) {
      case KUBELET, AGENT -> names.kubeletRepository();
      case SAMPLE -> names.sampleRepository();
    };
  }

  /** The name that users write: {@code kubelet}, {@code agent}, {@code sample}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
