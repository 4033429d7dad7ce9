package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the kubelet's atomic writer (validatePath). */
class FilePathsTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a/b, a/b",
    "a//b/, a/b",
    "./a/./b, a/b",
    "a/..b, a/..b",
    ".hidden, .hidden",
    "a..b, a..b",
  })
  void cleaned(String path, String clean) throws Unavailable {
    assertThat(FilePaths.clean(path)).isEqualTo(clean);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|invalid path: must not be empty: \"\"",
        "/a|invalid path: must be relative path: /a",
        "a/../b|invalid path: must not contain '..': a/../b",
        "..|invalid path: must not contain '..': ..",
        "..data|invalid path: must not start with '..': ..data",
        "./..data|invalid path: no file: ./..data",
        ".|invalid path: no file: .",
      })
  void refused(String path, String reason) {
    assertThatThrownBy(() -> FilePaths.clean(path)).hasMessage(reason);
  }

  @Test
  void lengths() throws Unavailable {
    String longest = "n".repeat(255);
    assertThat(FilePaths.clean(longest)).isEqualTo(longest);
    assertThatThrownBy(() -> FilePaths.clean("n".repeat(256)))
        .hasMessage("invalid path: filenames must be less than or equal to 255 characters");

    String deepest = "a/".repeat(2047) + "aa";
    assertThat(FilePaths.clean(deepest)).hasSize(4096);
    assertThatThrownBy(() -> FilePaths.clean(deepest + "a"))
        .hasMessage("invalid path: must be less than or equal to 4096 characters");
  }
}
