package dev.fnk.cli.world;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The cloud on this machine. All methods but {@link #state} throw a failure with its remedy. */
public interface LocalWorld {
  /** The world's name; {@code status} says {@code "local": true} for it. */
  String NAME = "local";

  /**
   * @throws dev.fnk.cli.console.Failure it does not run
   */
  World connect(String region);

  /**
   * Started when it does not run.
   *
   * @param kubernetesVersion of the clusters it is going to have, such as {@code 1.36}
   * @param progress told what is being done
   * @throws dev.fnk.cli.console.Failure it cannot be started
   */
  World start(String region, String kubernetesVersion, Consumer<String> progress)
      throws InterruptedException;

  /** The directory by which another process finds it. */
  Path state();

  /** What it needs of this machine. */
  List<Check> check();
}
