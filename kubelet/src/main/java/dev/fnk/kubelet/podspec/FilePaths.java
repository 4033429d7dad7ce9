package dev.fnk.kubelet.podspec;

import java.util.ArrayList;
import java.util.List;

/** Paths within a volume, by the rules of the kubelet's atomic writer. */
final class FilePaths {
  private static final int MOST_OF_A_NAME = 255;
  private static final int MOST_OF_A_PATH = 4096;

  private FilePaths() {}

  /** Without empty and {@code .} elements. */
  static String clean(String path) throws Unavailable {
    if (path.isEmpty()) {
      throw new Unavailable("invalid path: must not be empty: \"\"");
    }
    if (path.startsWith("/")) {
      throw new Unavailable("invalid path: must be relative path: " + path);
    }
    if (path.length() > MOST_OF_A_PATH) {
      throw new Unavailable("invalid path: must be less than or equal to 4096 characters");
    }
    List<String> elements = new ArrayList<>();
    for (String element : path.split("/", -1)) {
      if (element.equals("..")) {
        throw new Unavailable("invalid path: must not contain '..': " + path);
      }
      if (element.length() > MOST_OF_A_NAME) {
        throw new Unavailable(
            "invalid path: filenames must be less than or equal to 255 characters");
      }
      if (!element.isEmpty() && !element.equals(".")) {
        elements.add(element);
      }
    }
    if (path.startsWith("..")) {
      throw new Unavailable("invalid path: must not start with '..': " + path);
    }
    if (elements.isEmpty() || elements.getFirst().startsWith("..")) {
      throw new Unavailable("invalid path: no file: " + path);
    }
    return String.join("/", elements);
  }
}
