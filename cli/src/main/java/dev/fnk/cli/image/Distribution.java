package dev.fnk.cli.image;

import dev.fnk.kubelet.NodeClassPath;
import dev.fnk.kubelet.VirtualNode;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the virtual node runs from.
 *
 * @param dependencies jars of others
 * @param own the jar of its module; the folder of its classes when run from a build
 */
public record Distribution(List<Path> dependencies, List<Path> own) {
  public Distribution {
    dependencies = List.copyOf(dependencies);
    own = List.copyOf(own);
  }

  /** The node's part of what this process runs from. */
  public static Distribution running() {
    return new Distribution(
        select(System.getProperty("java.class.path"), NodeClassPath.jars()), List.of(nodeModule()));
  }

  /**
   * The jars of a class path that bear the given names, in their order.
   *
   * @throws IllegalStateException one is not there
   */
  static List<Path> select(String classPath, List<String> names) {
    Map<String, Path> entries =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.isBlank())
            .map(Path::of)
            .filter(Files::isRegularFile)
            .collect(
                Collectors.toMap(
                    path -> path.getFileName().toString(), Function.identity(), (a, _) -> a));
    return names.stream()
        .map(
            name -> {
              Path path = entries.get(name);
              if (path == null) {
                throw new IllegalStateException(
                    "the virtual node needs %s, which fnk does not run with".formatted(name));
              }
              return path;
            })
        .toList();
  }

  private static Path nodeModule() {
    try {
      return Path.of(VirtualNode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
