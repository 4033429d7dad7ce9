package dev.fnk.cli.image;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.resource.LabNames;
import java.util.Locale;

/** The images of a lab. */
public enum ImageKind {
  /** The virtual node: {@code fnk kubelet run}. */
  KUBELET,
  /** What runs beside a pod's containers in every task; the virtual node starts it. */
  AGENT,
  /** The same for the processors that the node is not made for. */
  OTHER_AGENT,
  /** The page that the sample workload serves. */
  SAMPLE;

  /** Name of its repository in a lab's registry. */
  public String repository(LabNames names) {
    return switch (this) {
      case KUBELET, AGENT, OTHER_AGENT -> names.kubeletRepository();
      case SAMPLE -> names.sampleRepository();
    };
  }

  /** The name that users write: {@code kubelet}, {@code agent}, {@code sample}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is the agent, for whichever processors. */
  public boolean ofAgent() {
    return this == AGENT || this == OTHER_AGENT;
  }

  /** For which processors, where the node and the sample are made for {@code own}. */
  public Architecture architecture(Architecture own) {
    return this == OTHER_AGENT ? own.other() : own;
  }
}
