package dev.fnk.local.ecr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The images of all repositories; blobs are shared between them, but only seen where pushed. */
public final class ImageStore {
  private record Key(String region, String name) {}

  private final Map<Key, Repository> repositories = new ConcurrentHashMap<>();
  private final BlobStore blobs;

  /**
   * @param directory where blobs are kept
   */
  public ImageStore(Path directory) throws IOException {
    this.blobs = new BlobStore(directory);
  }

  BlobStore blobs() {
    return blobs;
  }

  /** The images of a repository, which the caller knows to exist. */
  Repository repository(String region, String name) {
    return repositories.computeIfAbsent(new Key(region, name), _ -> new Repository());
  }

  /** Forgets a repository, and the blobs that no other one holds. */
  void remove(String region, String name) throws IOException {
    Repository removed = repositories.remove(new Key(region, name));
    Set<Digest> candidates = removed == null ? Set.of() : removed.blobs();
    for (Digest blob : candidates) {
      if (repositories.values().stream().noneMatch(other -> other.holds(blob))) {
        blobs.delete(blob);
      }
    }
  }
}
