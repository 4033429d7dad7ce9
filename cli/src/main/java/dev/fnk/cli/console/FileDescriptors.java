package dev.fnk.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of the standard streams are a terminal. The JDK only tells whether input and output both
 * are; progress goes to the error stream, and output may be a pipe.
 */
final class FileDescriptors {
  private FileDescriptors() {}

  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal
  static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    if (!Files.isSymbolicLink(link)) {
      java.io.Console console = System.console();
      return console != null && console.isTerminal();
    }
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException unreadable) {
      return false;
    }
  }
}
