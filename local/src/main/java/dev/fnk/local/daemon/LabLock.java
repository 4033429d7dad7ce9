package dev.fnk.local.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Held by the command that starts or stops the local lab: a second one waits. */
final class LabLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private LabLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @param progress told when another command has it
   */
  static LabLock take(LocalPaths paths, Consumer<String> progress) throws IOException {
    paths.createState();
    FileChannel channel =
        FileChannel.open(
            paths.state().resolve("start.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      FileLock free = channel.tryLock();
      if (free != null) {
        return new LabLock(channel, free);
      }
      progress.accept("another fnk starts or stops the local lab; waiting for it");
      return new LabLock(channel, channel.lock());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
