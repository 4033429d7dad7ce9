package dev.fnk.kubelet.image;

import java.util.Arrays;
import java.util.Optional;

/** The architectures that Fargate has. */
public enum Architecture {
  AMD64("amd64"),
  ARM64("arm64");

  private final String go;

  Architecture(String go) {
    this.go = go;
  }

  /** As images and Kubernetes call it: {@code amd64}, {@code arm64}. */
  public String goName() {
    return go;
  }

  /** The one of this name; empty: Fargate has no such. */
  public static Optional<Architecture> ofGoName(String name) {
    return Arrays.stream(values()).filter(one -> one.go.equals(name)).findFirst();
  }
}
