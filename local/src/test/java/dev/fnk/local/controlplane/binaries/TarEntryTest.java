package dev.fnk.local.controlplane.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarEntryTest {
  private static final byte[] CONTENT = "etcd".repeat(1000).getBytes(StandardCharsets.UTF_8);

  @TempDir private Path dir;

  @Test
  void theEntryOfThatNameReplacesTheFile() throws IOException {
    Path file = Files.writeString(dir.resolve("etcd"), "half of an earlier try");
    TarEntry.extract(new ByteArrayInputStream(archive()), "folder/etcd", file);
    assertThat(file).hasBinaryContent(CONTENT);
  }

  @Test
  void whatIsNotThereOrNotWholeIsAnError() throws IOException {
    Path file = dir.resolve("etcd");
    assertThatIOException()
        .isThrownBy(() -> TarEntry.extract(new ByteArrayInputStream(archive()), "etcd", file))
        .withMessage("the archive has no etcd");
    byte[] cut = Arrays.copyOf(archive(), 3 * 512);
    assertThatIOException()
        .isThrownBy(() -> TarEntry.extract(new ByteArrayInputStream(cut), "folder/etcd", file));
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.putArchiveEntry(new TarArchiveEntry("folder/"));
      tar.closeArchiveEntry();
      TarArchiveEntry entry = new TarArchiveEntry("folder/etcd");
      entry.setSize(CONTENT.length);
      tar.putArchiveEntry(entry);
      tar.write(CONTENT);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }
}
