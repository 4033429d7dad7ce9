package dev.fnk.cli.local;

import dev.fnk.local.daemon.LocalOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the local lab is to run. */
final class LocalFlags {
  /** Whose quotas the local ECS holds callers to. */
  enum Quotas {
    none,
    aws
  }

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port of the AWS endpoint (default: ${DEFAULT-VALUE})")
  private int port = 4599;

  @Option(
      names = "--k8s-bin",
      paramLabel = "DIR",
      description = "control-plane binaries (default: $KUBEBUILDER_ASSETS, else the cache)")
  private @Nullable Path k8sBin;

  @Option(
      names = "--quotas",
      paramLabel = "WHOSE",
      description = "quotas of the ECS API: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Quotas quotas = Quotas.none;

  @Option(names = "--record", description = "write each AWS request and answer to a file")
  private boolean record;

  LocalOptions options(Map<String, String> environment) {
    Optional<Path> assets =
        Optional.ofNullable(k8sBin)
            .or(() -> Optional.ofNullable(environment.get("KUBEBUILDER_ASSETS")).map(Path::of))
            .map(Path::toAbsolutePath);
    return new LocalOptions(port, assets, quotas == Quotas.aws, record);
  }
}
