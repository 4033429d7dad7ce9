package dev.fnk.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlTextTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab: x\\n---\\nlab: y\\n           | 3:1 | a second document",
        "---\\n---\\nlab: y\\n---\\n- z\\n   | 5:1 | a second document",
        "lab: x\\n...\\n--- y\\n            | 3:5 | a second document",
        "lab: x\\nregion: r\\nlab: y\\n     | 3:1 | the key 'lab' stands twice",
        "kubelet:\\n  cpu: 1\\n  cpu: 2\\n  | 3:3 | the key 'cpu' stands twice",
        "lab: &a x\\nregion: *a\\n          | 2:9 | an alias (*a)",
        "a: &a [x]\\nb: [*a, *a]\\n         | 2:5 | an alias (*a)",
        "lab: x\\n\\tregion: y\\n           | 2:1 | Do not use \\t(TAB)",
      })
  void whatWouldBePassedOverIsRefusedWithItsPlace(String text, String place, String reason) {
    refused(text.replace("\\n", "\n").replace("\\t", "\t"))
        .hasMessageStartingWith("fnk.yaml:" + place + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  @Timeout(10)
  void aliasesThatWouldExplodeAreRefusedAtTheFirst() {
    var text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    refused(text.toString()).hasMessageStartingWith("fnk.yaml:2:10: an alias (*a0)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "---\nlab: x\n",
        "lab: x\n---\n",
        "lab: x\n...\n",
        "lab: x\r\nregion: y\r\n"
      })
  void oneDocumentIsTaken(String text) {
    YamlText.ofSettings("fnk.yaml").check(text);
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreAccepted() throws IOException {
    var path = Files.writeString(folder.resolve("fnk.yaml"), "\uFEFFlab: bom\r\nlocal: true\r\n");

    assertThat(ConfigFile.read(path, "fnk.yaml").values())
        .extracting(e -> e.value().plain())
        .containsExactly("bom", true);
  }

  @Test
  void aDirectoryIsNoFile() {
    unreadable(folder).hasMessage("fnk.yaml: expected a file, got a directory");
  }

  @Test
  @Timeout(10)
  void aHugeFileIsRefusedByItsSize() throws IOException {
    var path = Files.writeString(folder.resolve("huge"), "#".repeat(10 << 20));
    unreadable(path).hasMessage("fnk.yaml: expected at most 3 MiB, got 10.0 MiB");
  }

  @Test
  @Timeout(20)
  void whatIsLargeButAllowedIsRead() throws IOException {
    var path =
        Files.writeString(folder.resolve("large"), "lab: x\n" + "# comment\n".repeat(290_000));
    assertThat(ConfigFile.read(path, "fnk.yaml")).hasSize(1);
  }

  @Test
  void anotherEncodingIsToldWithItsPlace() throws IOException {
    var path =
        Files.write(
            folder.resolve("latin1"),
            new byte[] {'l', 'a', 'b', ':', '\n', 'n', (byte) 0xe9, '\n'});
    unreadable(path).hasMessage("fnk.yaml:2:2: expected UTF-8, got the byte 0xe9");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(String text) {
    return assertThatThrownBy(() -> YamlText.ofSettings("fnk.yaml").check(text))
        .isInstanceOf(ConfigException.class);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> unreadable(Path path) {
    return assertThatThrownBy(() -> YamlText.ofSettings("fnk.yaml").read(path))
        .isInstanceOf(ConfigException.class);
  }
}
