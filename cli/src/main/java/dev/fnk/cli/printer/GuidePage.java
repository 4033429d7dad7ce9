package dev.fnk.cli.printer;

import dev.fnk.cli.stage.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A page of the lab guide ({@code docs/lab}), which is packaged with fnk. */
public record GuidePage(String text) {
  public static GuidePage of(Stage stage) {
    String resource =
        "/guide/%d-%s.md".formatted(List.of(Stage.values()).indexOf(stage) + 1, stage.word());
    try (InputStream in = GuidePage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the guide has no page " + resource);
      }
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new GuidePage(readable(page));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Its heading without the mark, such as {@code 1. base: ...}. */
  public String title() {
    return text.lines().findFirst().orElse("").replaceFirst("^#+ *", "");
  }

  /** Without what only a browser makes use of: comments, the targets of links. */
  private static String readable(String page) {
    return page.replaceAll("(?s)<!--.*?-->\\n*", "")
        .replaceAll("\\[([^\\]\\n]+)\\]\\([^)\\n]+\\)", "$1")
        .strip();
  }
}
