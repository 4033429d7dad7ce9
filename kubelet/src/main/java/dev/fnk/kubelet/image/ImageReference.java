package dev.fnk.kubelet.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image, read as Docker and the kubelet read it.
 *
 * @param given the name without tag and digest, as it was given
 * @param registry host, with its port where it has one; {@code docker.io} where none was named
 * @param repository its path within the registry
 * @param tag {@code latest} where neither tag nor digest was named; empty: a digest alone was
 * @param digest {@code sha256:...}; empty: none, the tag says which
 * @see <a href="https://github.com/distribution/reference">Grammar of references</a>
 */
record ImageReference(String given, String registry, String repository, String tag, String digest) {
  static final String DOCKER_HUB = "docker.io";

  private static final int MOST_OF_A_NAME = 255;
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  private static final Pattern HOST =
      Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?");
  private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}");

  /** Name, then tag, then digest; a colon within the name is the port's. */
  private static final Pattern PARTS = Pattern.compile("(.+?)(?::([^:/@]*))?(?:@(.*))?");

  /**
   * The image that is meant.
   *
   * @return empty: it is no reference
   */
  static Optional<ImageReference> parse(String image) {
    Matcher parts = PARTS.matcher(image);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String given = parts.group(1);
    String digest = parts.group(3) == null ? "" : parts.group(3);
    String tag = parts.group(2) == null ? "" : parts.group(2);
    if (given.length() > MOST_OF_A_NAME
        || (parts.group(3) != null && !DIGEST.matcher(digest).matches())
        || (parts.group(2) != null && !TAG.matcher(tag).matches())) {
      return Optional.empty();
    }
    int slash = given.indexOf('/');
    String first = slash < 0 ? "" : given.substring(0, slash);
    boolean named = namesHost(first);
    String registry = named ? first : DOCKER_HUB;
    String repository = named ? given.substring(slash + 1) : given;
    if (registry.equals("index.docker.io")) {
      registry = DOCKER_HUB;
    }
    if (registry.equals(DOCKER_HUB) && repository.indexOf('/') < 0) {
      repository = "library/" + repository;
    }
    if (!HOST.matcher(registry).matches() || !PATH.matcher(repository).matches()) {
      return Optional.empty();
    }
    String meant = tag.isEmpty() && digest.isEmpty() ? "latest" : tag;
    return Optional.of(new ImageReference(given, registry, repository, meant, digest));
  }

  /** As Docker tells a registry from a first part of a repository's path. */
  private static boolean namesHost(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || first.chars().anyMatch(Character::isUpperCase);
  }

  /** By its tag, or by the digest where there is one: what a registry is asked for. */
  String version() {
    return digest.isEmpty() ? tag : digest;
  }

  /** Registry and repository, such as {@code docker.io/library/nginx}. */
  String name() {
    return registry + "/" + repository;
  }

  /** The name as it was given, pinned. */
  String pinned(String toDigest) {
    return given + "@" + toDigest;
  }

  /** In full, as a container runtime shows it. */
  @Override
  public String toString() {
    return name() + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }
}
