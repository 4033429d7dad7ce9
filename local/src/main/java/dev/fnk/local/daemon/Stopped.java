package dev.fnk.local.daemon;

import java.util.List;

/**
 * What became of a stop.
 *
 * @param wasRunning whether a local lab ran
 * @param images references of images that were removed from the container engine
 * @param caches what was removed of the caches, when that was asked for
 * @param left what could not be removed, each with its kind, its name and the reason
 */
public record Stopped(
    boolean wasRunning, List<String> images, List<Freed> caches, List<String> left) {
  public Stopped {
    images = List.copyOf(images);
    caches = List.copyOf(caches);
    left = List.copyOf(left);
  }

  /**
   * A part of the caches that is gone.
   *
   * @param name its folder in the cache, such as {@code control-plane}
   */
  public record Freed(String name, long bytes) {}

  /** How much room the files took that are gone from the caches. */
  public long freedBytes() {
    return caches.stream().mapToLong(Freed::bytes).sum();
  }
}
