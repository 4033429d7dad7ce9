package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryHttp.Answer;
import java.util.List;

/** Of a registry, by its own protocol. */
final class RegistrySource implements ImageSource {
  private final RegistrySession session;

  RegistrySource(RegistrySession session) {
    this.session = session;
  }

  @Override
  public String digest(String tag) throws RegistryFailure, InterruptedException {
    String told =
        session.head("manifests", tag, Manifest.TYPES).header("Docker-Content-Digest").strip();
    if (Manifest.DIGEST.matcher(told).matches()) {
      return told;
    }
    return Manifest.digest(manifest(tag, MOST_OF_A_MANIFEST).body());
  }

  @Override
  public Content manifest(String digest, int most) throws RegistryFailure, InterruptedException {
    Answer answer = session.get("manifests", digest, Manifest.TYPES, most);
    return new Content(answer.body(), answer.header("Content-Type"));
  }

  @Override
  public byte[] blob(String digest, int most) throws RegistryFailure, InterruptedException {
    return session.get("blobs", digest, List.of("*/*"), most).body();
  }
}
