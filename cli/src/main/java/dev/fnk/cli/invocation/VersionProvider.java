package dev.fnk.cli.invocation;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs; {@code development} outside of one. */
public final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"fnk " + version()};
  }

  public static String version() {
    return Objects.requireNonNullElse(
        VersionProvider.class.getPackage().getImplementationVersion(), "development");
  }
}
