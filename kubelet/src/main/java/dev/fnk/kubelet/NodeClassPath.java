package dev.fnk.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the virtual node runs from, as the build of its module resolved it. */
public final class NodeClassPath {
  private static final String LIST = "class-path";

  private NodeClassPath() {}

  /** File names of the jars that it needs beside its own, such as {@code ecs-2.40.2.jar}. */
  public static List<String> jars() {
    try (var in = NodeClassPath.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("the build left no list of the node's class path");
      }
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.strip().split(":"))
          .map(entry -> entry.substring(entry.lastIndexOf('/') + 1))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
