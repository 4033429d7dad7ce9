package dev.fnk.kubelet.image;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an image says of itself.
 *
 * @param reference by digest, {@code registry/repository@sha256:...}, as the pod names the registry
 * @param entrypoint ENTRYPOINT; empty: none
 * @param cmd CMD; empty: none
 * @param env {@code NAME=VALUE}, in the image's order
 * @param workingDir WORKDIR; empty: none
 * @param user USER, {@code uid|name[:gid|group]}; empty: none, which is root
 * @param stopSignal STOPSIGNAL, a name or a number; empty: none
 * @param architectures those of Fargate's that the reference has an image for
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/config.md">OCI image
 *     configuration</a>
 */
public record ImageConfig(
    String reference,
    List<String> entrypoint,
    List<String> cmd,
    List<String> env,
    Optional<String> workingDir,
    Optional<String> user,
    Optional<String> stopSignal,
    Set<Architecture> architectures) {
  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    env = List.copyOf(env);
    architectures = Set.copyOf(architectures);
  }
}
