package dev.fnk.local.controlplane.binaries;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Takes one file out of a tar stream. */
final class TarEntry {
  private TarEntry() {}

  /**
   * Writes the entry of this exact name to {@code file}.
   *
   * @throws IOException there is none, or the archive is not whole
   */
  static void extract(InputStream archive, String name, Path file) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(archive); // the caller closes its stream
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (entry.getName().equals(name)) {
        Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
        return;
      }
    }
    throw new IOException("the archive has no " + name);
  }
}
