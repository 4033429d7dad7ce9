package dev.fnk.cli.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The processors that Fargate has. */
public enum Architecture {
  AMD64("X86_64"),
  ARM64("ARM64");

  private final String ecs;

  Architecture(String ecs) {
    this.ecs = ecs;
  }

  /** As images, Kubernetes and the setting call it: {@code amd64}, {@code arm64}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is not this. */
  public Architecture other() {
    return this == AMD64 ? ARM64 : AMD64;
  }

  /** As ECS calls it: {@code X86_64}, {@code ARM64}. */
  public String ecs() {
    return ecs;
  }

  static Optional<Architecture> of(String word) {
    return Arrays.stream(values()).filter(a -> a.word().equals(word)).findFirst();
  }
}
