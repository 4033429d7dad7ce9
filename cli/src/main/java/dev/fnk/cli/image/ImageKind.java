package dev.fnk.cli.image;

import java.util.Locale;

/** The images of a lab. */
public enum ImageKind {
  /** The virtual node: {@code fnk kubelet run}. */
  KUBELET("virtual-kubelet"),
  /** The page that the sample workload serves. */
  SAMPLE("sample");

  private final String repository;

  ImageKind(String repository) {
    this.repository = repository;
  }

  /** Name of its repository in a lab's registry. */
  public String repository(String lab) {
    return lab + "/" + repository;
  }

  /** The name that users write: {@code kubelet}, {@code sample}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
