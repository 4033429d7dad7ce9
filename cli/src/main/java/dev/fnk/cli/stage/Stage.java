package dev.fnk.cli.stage;

import java.util.Locale;

/** The lab's stages, in the order they build on one another. */
public enum Stage {
  BASE,
  ECS,
  KUBELET,
  REGISTER,
  WORKLOAD;

  /** The name that users write: {@code base}, {@code ecs}, ... */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
