package dev.fnk.local.ecr;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The images of one repository: manifests by digest, digests by tag, and its blobs. */
final class Repository {
  private final Map<Digest, Image> images = new LinkedHashMap<>();
  private final Map<String, Digest> tags = new TreeMap<>();
  private final Set<Digest> blobs = new HashSet<>();

  synchronized List<Image> images() {
    return List.copyOf(images.values());
  }

  synchronized Optional<Image> image(Digest digest) {
    return Optional.ofNullable(images.get(digest));
  }

  synchronized Optional<Image> tagged(String tag) {
    return Optional.ofNullable(tags.get(tag)).map(images::get);
  }

  /** All tags, or those of one image, in order. */
  synchronized List<String> tags() {
    return List.copyOf(tags.keySet());
  }

  synchronized List<String> tags(Digest digest) {
    return tags.entrySet().stream()
        .filter(entry -> entry.getValue().equals(digest))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Adds an image, and a tag when one is given.
   *
   * @param immutable whether a tag must stay where it is
   * @return false when the tag would have to move
   */
  synchronized boolean put(Image image, Optional<String> tag, boolean immutable) {
    if (immutable
        && tag.map(tags::get).filter(holder -> !holder.equals(image.digest())).isPresent()) {
      return false;
    }
    images.putIfAbsent(image.digest(), image);
    tag.ifPresent(name -> tags.put(name, image.digest()));
    return true;
  }

  /** Removes an image with all its tags. */
  synchronized void remove(Digest digest) {
    images.remove(digest);
    tags.values().removeIf(digest::equals);
  }

  /** Removes a tag; its image goes with its last one, as ECR does it. */
  synchronized void untag(String tag) {
    Digest digest = tags.remove(tag);
    if (digest != null && !tags.containsValue(digest)) {
      images.remove(digest);
    }
  }

  synchronized void link(Digest blob) {
    blobs.add(blob);
  }

  synchronized boolean holds(Digest blob) {
    return blobs.contains(blob);
  }

  synchronized Set<Digest> blobs() {
    return Set.copyOf(blobs);
  }
}
