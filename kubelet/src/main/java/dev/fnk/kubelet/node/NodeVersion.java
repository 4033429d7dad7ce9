package dev.fnk.kubelet.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Versions written at build time.
 *
 * @param fnk such as {@code 0.1.0}
 * @param kubernetes the Kubernetes release whose kubelet this node stands for
 */
public record NodeVersion(String fnk, String kubernetes) {
  private static final String RESOURCE = "/dev/fnk/kubelet/version.properties";

  /** What a kubelet reports as its version; a semantic version with fnk's own behind it. */
  public String kubelet() {
    return "v" + kubernetes + "-fnk-" + fnk;
  }

  /** This build's versions. */
  public static NodeVersion read() {
    var properties = new Properties();
    try (InputStream in = NodeVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new NodeVersion(
        properties.getProperty("version", ""), properties.getProperty("kubernetes", ""));
  }
}
