package dev.fnk.cli.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A manifest with words in it that stand for what only a test knows. */
record Manifest(String text) {
  /** One of the tests' resources, without its ending. */
  static Manifest of(String resource) {
    try (InputStream file = Manifest.class.getResourceAsStream(resource + ".yaml")) {
      return new Manifest(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Manifest with(String word, String meaning) {
    return new Manifest(text.replace(word, meaning));
  }

  void applyIn(Home home) {
    home.kubectlWithInput(text, "apply", "-f", "-").exits(0);
  }
}
