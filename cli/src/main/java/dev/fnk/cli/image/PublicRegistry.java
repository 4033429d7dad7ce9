package dev.fnk.cli.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a registry, without credentials, what a reference stands for now. */
final class PublicRegistry {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private PublicRegistry() {}

  /**
   * Digest of the manifest of an image.
   *
   * @return {@code sha256:...}; empty: nobody answers, or there is no such image
   * @throws ImageException it is no reference
   */
  static Optional<String> digest(String name) throws InterruptedException {
    ImageReference reference;
    try {
      reference = ImageReference.parse(name);
    } catch (InvalidImageReferenceException invalid) {
      throw new ImageException("not an image reference: " + name, invalid);
    }
    if (reference.getDigest().isPresent()) {
      return reference.getDigest();
    }
    String host = reference.getRegistry();
    boolean own = host.matches("(localhost|127\\.[0-9.]+)(:\\d+)?");
    return own || answers(host) ? ask(reference, own) : Optional.empty();
  }

  private static Optional<String> ask(ImageReference reference, boolean plain) {
    FailoverHttpClient http = new FailoverHttpClient(plain, plain, event -> {});
    try {
      RegistryClient registry =
          RegistryClient.factory(
                  EventHandlers.NONE, reference.getRegistry(), reference.getRepository(), http)
              .newRegistryClient();
      registry.doPullBearerAuth();
      return registry
          .checkManifest(reference.getQualifier())
          .map(found -> found.getDigest().toString());
    } catch (IOException | RegistryException noAnswer) {
      return Optional.empty();
    } finally {
      shutDown(http);
    }
  }

  private static void shutDown(FailoverHttpClient http) {
    try {
      http.shutDown();
    } catch (IOException _) {
      // its connections end with it
    }
  }

  private static boolean answers(String host) throws InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.getDefault())
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://" + host + "/v2/")).timeout(PATIENCE).build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      // 401 is how a registry greets those without a token; a proxy that refuses says 403.
      return status == 200 || status == 401;
    } catch (IOException noAnswer) {
      return false;
    }
  }
}
