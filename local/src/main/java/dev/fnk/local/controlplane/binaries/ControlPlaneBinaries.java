package dev.fnk.local.controlplane.binaries;

import dev.fnk.local.io.Directories;
import dev.fnk.local.io.ExceptionText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds the programs of the control plane, the first source that serves: the given directory, the
 * cache, the release sites, a build from source. The last two fill the cache.
 */
public final class ControlPlaneBinaries {
  private final BinarySettings settings;
  private final ReentrantLock lock = new ReentrantLock();

  public ControlPlaneBinaries(BinarySettings settings) {
    this.settings = settings;
  }

  /** One way to fill an empty directory with all programs. */
  private interface Source {
    void fill(Path directory, Consumer<String> progress) throws IOException, InterruptedException;
  }

  /**
   * The programs of a release; waits when another process is getting them.
   *
   * @param progress takes one line a step
   * @throws BinariesUnavailableException no source has them
   */
  public BinarySet require(KubernetesRelease release, Consumer<String> progress) {
    List<String> tried = new ArrayList<>();
    Optional<BinarySet> given = given(release, tried);
    if (given.isPresent()) {
      return given.get();
    }
    BinarySet cached = new BinarySet(settings.cache().resolve(release.tag()));
    if (cached.missing().isEmpty()) {
      return cached;
    }
    tried.add("cache " + cached.directory() + ": no " + String.join(", ", cached.missing()));
    lock.lock();
    try {
      return fill(cached, release, tried, progress);
    } catch (IOException e) {
      tried.add("cache " + settings.cache() + ": " + ExceptionText.of(e));
      throw new BinariesUnavailableException(release, tried);
    } finally {
      lock.unlock();
    }
  }

  private Optional<BinarySet> given(KubernetesRelease release, List<String> tried) {
    if (settings.given().isEmpty()) {
      return Optional.empty();
    }
    BinarySet set = new BinarySet(settings.given().get());
    if (!set.missing().isEmpty()) {
      tried.add(set.directory() + ": no " + String.join(", ", set.missing()));
      return Optional.empty();
    }
    String version = ProgramVersion.of(set.apiServer());
    if (!version.startsWith("v" + release.minor() + ".")) {
      tried.add(set.directory() + ": kube-apiserver is " + version + ", not " + release.minor());
      return Optional.empty();
    }
    return Optional.of(set);
  }

  private BinarySet fill(
      BinarySet cached, KubernetesRelease release, List<String> tried, Consumer<String> progress)
      throws IOException {
    Files.createDirectories(settings.cache());
    try (FileChannel channel =
            FileChannel.open(
                settings.cache().resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = lock(channel, progress)) {
      if (held.isValid() && cached.missing().isEmpty()) {
        return cached; // another process filled it meanwhile
      }
      ReleaseDownload download =
          new ReleaseDownload(settings.kubernetesSite(), settings.etcdSite(), release);
      String site = settings.kubernetesSite() + ", " + settings.etcdSite();
      if (from("download from " + site, download::fill, cached, tried, progress)) {
        return cached;
      }
      if (settings.buildScript().isPresent()) {
        SourceBuild build = new SourceBuild(settings.buildScript().get());
        if (from("build with Go", build::fill, cached, tried, progress)) {
          return cached;
        }
      }
    }
    throw new BinariesUnavailableException(release, tried);
  }

  private static FileLock lock(FileChannel channel, Consumer<String> progress) throws IOException {
    FileLock free = channel.tryLock();
    if (free != null) {
      return free;
    }
    progress.accept("another process is getting the control plane; waiting for it");
    return channel.lock();
  }

  /** Fills a fresh directory beside the cache's and moves it there whole. */
  private boolean from(
      String name, Source source, BinarySet cached, List<String> tried, Consumer<String> progress)
      throws IOException {
    Path fresh = Files.createTempDirectory(settings.cache(), ".new-");
    try {
      source.fill(fresh, progress);
      List<String> missing = new BinarySet(fresh).missing();
      if (!missing.isEmpty()) {
        tried.add(name + ": gave no " + String.join(", ", missing));
        return false;
      }
      Files.createDirectories(cached.directory());
      try (Stream<Path> files = Files.list(fresh)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.move(
              file,
              cached.directory().resolve(file.getFileName()),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return true;
    } catch (IOException e) {
      progress.accept(name + ": " + ExceptionText.of(e));
      tried.add(name + ": " + ExceptionText.of(e));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Directories.delete(fresh);
    }
  }
}
