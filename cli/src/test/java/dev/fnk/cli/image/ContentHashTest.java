package dev.fnk.cli.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentHashTest {
  @TempDir private Path directory;

  @Test
  void isTheSameForTheSameContentElsewhere() throws IOException {
    assertThat(tag(jar("here", "a.jar", "content")))
        .isEqualTo(tag(jar("there", "a.jar", "content")));
  }

  @Test
  void changesWithNameAndContent() throws IOException {
    String tag = tag(jar("one", "a.jar", "content"));
    assertThat(tag(jar("two", "b.jar", "content"))).isNotEqualTo(tag);
    assertThat(tag(jar("three", "a.jar", "content!"))).isNotEqualTo(tag);
    assertThat(new ContentHash().add("ab").add("c").tag())
        .isNotEqualTo(new ContentHash().add("a").add("bc").tag());
  }

  @Test
  void aFolderCountsWithAllBelowIt() throws IOException {
    Path one = jar("classes1", "x/A.class", "a").getParent().getParent();
    Path two = jar("classes2", "x/A.class", "b").getParent().getParent();
    assertThat(tag(one)).isNotEqualTo(tag(two));
    Files.writeString(two.resolve("x/A.class"), "a");
    assertThat(tag(one)).isEqualTo(tag(two));
  }

  @Test
  void isAnImageTag() {
    assertThat(new ContentHash().add("x").tag()).matches("[0-9a-f]{16}");
  }

  private static String tag(Path path) {
    return new ContentHash().add(List.of(path)).tag();
  }

  private Path jar(String folder, String name, String content) throws IOException {
    Path file = directory.resolve(folder).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
