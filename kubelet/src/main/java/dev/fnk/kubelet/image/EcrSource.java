package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.RegistryFailure.Kind;
import dev.fnk.kubelet.image.RegistryHttp.Answer;
import java.util.List;

/** Of an ECR registry, by ECR's API. */
final class EcrSource implements ImageSource {
  private final EcrApi ecr;
  private final EcrApi.Repository repository;
  private final RegistryHttp http;
  private final Deadline deadline;

  EcrSource(EcrApi ecr, EcrApi.Repository repository, RegistryHttp http, Deadline deadline) {
    this.ecr = ecr;
    this.repository = repository;
    this.http = http;
    this.deadline = deadline;
  }

  @Override
  public String digest(String tag) throws RegistryFailure {
    return ecr.manifest(repository, tag).digest();
  }

  @Override
  public Content manifest(String digest, int most) throws RegistryFailure {
    EcrApi.Found found = ecr.manifest(repository, digest);
    if (found.manifest().length > most) {
      throw new RegistryFailure(Kind.UNUSABLE, "the manifest has more than " + most + " octets");
    }
    return new Content(found.manifest(), found.mediaType());
  }

  @Override
  public byte[] blob(String digest, int most) throws RegistryFailure, InterruptedException {
    Answer answer =
        http.call("GET", ecr.blob(repository, digest), List.of("*/*"), null, most, deadline);
    if (answer.status() != 200) {
      boolean later = answer.status() == 429 || answer.status() >= 500;
      throw new RegistryFailure(
          later ? Kind.NOT_NOW : Kind.UNUSABLE,
          "unexpected status from where ECR keeps the image: " + answer.status());
    }
    return answer.body();
  }
}
