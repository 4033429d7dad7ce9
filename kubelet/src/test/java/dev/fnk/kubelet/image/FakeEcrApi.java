package dev.fnk.kubelet.image;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ECR's API in memory. */
final class FakeEcrApi implements EcrApi {
  final List<Repository> asked = new ArrayList<>();
  private final Map<String, Found> manifests = new HashMap<>();
  private final Map<String, URI> blobs = new HashMap<>();

  void manifest(String version, Found found) {
    manifests.put(version, found);
    manifests.put(found.digest(), found);
  }

  void blob(String digest, URI at) {
    blobs.put(digest, at);
  }

  @Override
  public Found manifest(Repository repository, String version) throws RegistryFailure {
    asked.add(repository);
    return there(manifests.get(version));
  }

  @Override
  public URI blob(Repository repository, String digest) throws RegistryFailure {
    asked.add(repository);
    return there(blobs.get(digest));
  }

  private static <T> T there(T found) throws RegistryFailure {
    if (found == null) {
      throw new RegistryFailure(RegistryFailure.Kind.NOT_FOUND, "not found");
    }
    return found;
  }
}
