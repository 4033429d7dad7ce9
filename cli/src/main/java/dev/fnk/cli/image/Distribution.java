package dev.fnk.cli.image;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The class path that fnk runs from, as far as the virtual node needs it.
 *
 * @param dependencies jars of others
 * @param own fnk's own jars; folders of classes when run from a build
 */
public record Distribution(List<Path> dependencies, List<Path> own) {
  /**
   * What only the command line and the local lab use, by the beginning of the file name. A jar that
   * is missing here costs some megabytes and nothing else. The local lab's own jar has to be there:
   * the command line reads the methods of all commands, whose parameters name its types.
   */
  private static final List<String> NOT_FOR_THE_NODE =
      List.of(
          "asm-",
          "auto-value-",
          "checker-qual-",
          "commons-compress-",
          "commons-io-",
          "commons-lang3-",
          "docker-java-",
          "error_prone_annotations-",
          "failureaccess-",
          "google-",
          "grpc-context-",
          "gson-",
          "guava-",
          "iam-",
          "j2objc-",
          "jackson-core-2.",
          "jackson-databind-2.",
          "jackson-datatype-jsr310-2.",
          "jib-",
          "jline-",
          "jna-",
          "jsr305-",
          "listenablefuture-",
          "opencensus-",
          "resourcegroupstaggingapi-",
          "sso-",
          "ssooidc-");

  public Distribution {
    dependencies = List.copyOf(dependencies);
    own = List.copyOf(own);
  }

  /** What this process runs from. */
  public static Distribution running() {
    return of(System.getProperty("java.class.path"));
  }

  static Distribution of(String classPath) {
    List<Path> entries =
        Arrays.stream(classPath.split(File.pathSeparator))
            .filter(entry -> !entry.isBlank())
            .map(Path::of)
            .filter(Files::exists)
            .filter(Distribution::neededByTheNode)
            .sorted(Comparator.comparing(path -> path.getFileName().toString()))
            .toList();
    return new Distribution(
        entries.stream().filter(path -> !isOwn(path)).toList(),
        entries.stream().filter(Distribution::isOwn).toList());
  }

  private static boolean neededByTheNode(Path path) {
    String name = path.getFileName().toString();
    return NOT_FOR_THE_NODE.stream().noneMatch(name::startsWith);
  }

  private static boolean isOwn(Path path) {
    return Files.isDirectory(path) || path.getFileName().toString().startsWith("fnk-");
  }
}
