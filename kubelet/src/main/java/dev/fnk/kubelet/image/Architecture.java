package dev.fnk.kubelet.image;

import java.util.Arrays;
import java.util.Optional;

/** The architectures that Fargate has. */
public enum Architecture {
  AMD64("amd64", "X86_64"),
  ARM64("arm64", "ARM64");

  private final String go;
  private final String ecs;

  Architecture(String go, String ecs) {
    this.go = go;
    this.ecs = ecs;
  }

  /** As images and Kubernetes call it: {@code amd64}, {@code arm64}. */
  public String goName() {
    return go;
  }

  /** As ECS calls it: {@code X86_64}, {@code ARM64}. */
  public String ecsName() {
    return ecs;
  }

  /** The one that is not this. */
  public Architecture other() {
    return this == AMD64 ? ARM64 : AMD64;
  }

  /** The one of this name; empty: Fargate has no such. */
  public static Optional<Architecture> ofGoName(String name) {
    return Arrays.stream(values()).filter(one -> one.go.equals(name)).findFirst();
  }
}
