package dev.fnk.cli.world;

import dev.fnk.cli.config.LabConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The command by which kubectl gets tokens of a lab's cluster. It says all that it depends on, for
 * kubectl runs anywhere.
 */
public final class TokenCommandLine {
  private TokenCommandLine() {}

  /** The program first; by its absolute path when the launcher told it ({@code fnk.launcher}). */
  public static List<String> of(LabConfig config) {
    var words = new ArrayList<String>();
    words.add(System.getProperty("fnk.launcher", "fnk"));
    words.add("token");
    words.add(config.local() ? "--local" : "--no-local");
    words.addAll(List.of("--region", config.region()));
    config.profile().ifPresent(profile -> words.addAll(List.of("--profile", profile)));
    words.addAll(List.of("--cluster", config.lab()));
    return List.copyOf(words);
  }
}
