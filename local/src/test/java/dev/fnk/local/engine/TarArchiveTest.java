package dev.fnk.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class TarArchiveTest {
  @Test
  void filesAreOfRootAndOfNoTime() throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(made()))) {
      TarArchiveEntry first = tar.getNextEntry();
      assertThat(first.getName()).isEqualTo("pause");
      assertThat(first.getMode() & 0777).isEqualTo(0755);
      assertThat(first.isFile()).isTrue();
      assertThat(first.getLongUserId()).isZero();
      assertThat(first.getLongGroupId()).isZero();
      assertThat(first.getUserName()).isEmpty();
      assertThat(first.getLastModifiedTime().toMillis()).isZero();
      assertThat(tar.readAllBytes()).containsExactly(1, 2, 3);
      assertThat(tar.getNextEntry().getName()).isEqualTo("empty");
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @Test
  void theSameFilesMakeTheSameArchive() {
    // Two blocks of the first file, one of the second, two at the end.
    assertThat(made()).hasSize(5 * 512).isEqualTo(made());
  }

  private static byte[] made() {
    return new TarArchive()
        .file("pause", 0755, new byte[] {1, 2, 3})
        .file("empty", 0644, new byte[0])
        .bytes();
  }
}
