package dev.fnk.local.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Images of the engine. Every failure is an {@link EngineException}. */
public final class EngineImages {
  private final DockerClient client;
  private final Optional<PulledImages> pulled;

  EngineImages(DockerClient client, Optional<PulledImages> pulled) {
    this.client = client;
    this.pulled = pulled;
  }

  /**
   * @param id such as {@code sha256:...}
   * @param digests {@code repository@sha256:...} for each registry it came from
   * @param stopSignal the image's, {@code SIGTERM} when it names none
   */
  public record Image(String id, List<String> digests, String stopSignal) {
    public Image {
      digests = List.copyOf(digests);
    }
  }

  /** User and password of a registry. */
  public record RegistryLogin(String user, String password, String registry) {
    @Override
    public String toString() {
      return "RegistryLogin[" + user + " at " + registry + "]";
    }
  }

  public Optional<Image> find(String reference) {
    try {
      InspectImageResponse answer = client.inspectImageCmd(reference).exec();
      String stopSignal =
          Optional.ofNullable(answer.getConfig())
              .map(config -> config.getRawValues().get("StopSignal"))
              .map(String::valueOf)
              .filter(signal -> !signal.isEmpty())
              .orElse("SIGTERM");
      return Optional.of(
          new Image(
              String.valueOf(answer.getId()),
              Optional.ofNullable(answer.getRepoDigests()).orElse(List.of()),
              stopSignal));
    } catch (NotFoundException absent) {
      return Optional.empty();
    } catch (RuntimeException e) {
      throw EngineException.of("image " + reference + " cannot be read", e);
    }
  }

  /**
   * Pulls an image.
   *
   * @param deadline how long it may take
   * @throws EngineException with the registry's or engine's reason alone
   */
  public void pull(String reference, Optional<RegistryLogin> login, Duration deadline)
      throws InterruptedException {
    PullImageCmd pull = client.pullImageCmd(reference);
    login.ifPresent(
        given ->
            pull.withAuthConfig(
                new AuthConfig()
                    .withUsername(given.user())
                    .withPassword(given.password())
                    .withRegistryAddress(given.registry())));
    pulled.ifPresent(record -> record(record, reference));
    List<String> refusals = new CopyOnWriteArrayList<>();
    ResultCallback.Adapter<PullResponseItem> progress =
        new ResultCallback.Adapter<>() {
          @Override
          public void onNext(PullResponseItem item) {
            if (item.getErrorDetail() != null) {
              refusals.add(String.valueOf(item.getErrorDetail().getMessage()));
            }
          }
        };
    boolean ended;
    try {
      ended = pull.exec(progress).awaitCompletion(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      throw EngineException.of("pull " + reference, e);
    }
    if (!ended) {
      throw new EngineException("pull " + reference + ": not done within " + deadline);
    }
    if (!refusals.isEmpty()) {
      throw new EngineException(refusals.getLast());
    }
  }

  /**
   * Notes that an image is the world's, though the engine had it already: one of the world's own
   * registry, that a world before it left behind.
   */
  public void claim(String reference) {
    pulled.ifPresent(record -> record.add(reference));
  }

  /** Before the pull: what a world has pulled that is killed meanwhile is known, too. */
  private void record(PulledImages record, String reference) {
    Optional<Image> there = find(reference);
    if (there.isEmpty()) {
      record.add(reference);
    } else if (record.all().contains(reference)) {
      // The tag may have moved; the image it leaves has its digest only.
      there.get().digests().forEach(record::add);
    }
  }

  /**
   * Makes a one-layer image of a root file system.
   *
   * @param architecture as Go names it, such as {@code amd64}
   * @param layer a tar archive
   */
  public void importRoot(String reference, String architecture, byte[] layer) {
    // The client's command for "docker import" (docker-java 3.7.1) sends an empty object instead of
    // the archive; "docker load" takes the same layer with a description around it.
    byte[] archive = ImageArchive.of(reference, architecture, layer);
    try {
      client.loadImageCmd(new ByteArrayInputStream(archive)).exec();
    } catch (RuntimeException e) {
      throw EngineException.of("image " + reference + " cannot be made", e);
    }
    if (find(reference).isEmpty()) {
      throw new EngineException("image " + reference + " was not taken by the engine");
    }
  }

  /** The images that the record says the world had pulled, removed. */
  public record Removed(List<String> references, List<String> left) {}

  /**
   * Removes images that the world had the engine pull.
   *
   * @param which of those to remove, by reference
   * @return what was removed, and what is left, each with the reason
   */
  public Removed removePulled(Predicate<String> which) {
    List<String> removed = new ArrayList<>();
    List<String> left = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (String reference : pulled.map(PulledImages::all).orElse(Set.of())) {
      if (!which.test(reference)) {
        kept.add(reference);
        continue;
      }
      try {
        if (remove(reference)) {
          removed.add(reference);
        }
      } catch (EngineException e) {
        kept.add(reference);
        left.add("image " + reference + ": " + e.message());
      }
    }
    pulled.ifPresent(record -> record.keepOnly(kept));
    return new Removed(removed, left);
  }

  /**
   * Removes a reference, and the image with the last one.
   *
   * @return whether it was there
   * @throws EngineException also when a container uses it
   */
  public boolean remove(String reference) {
    try {
      client.removeImageCmd(reference).exec();
      return true;
    } catch (NotFoundException absent) {
      return false;
    } catch (RuntimeException e) {
      throw EngineException.of("image " + reference + " cannot be removed", e);
    }
  }
}
