package dev.fnk.cli.manifest;

import java.util.List;

/**
 * What a file of manifests holds.
 *
 * @param pods in the file's order
 * @param others what makes no pods, as {@code KIND/NAME}
 */
public record Manifest(List<PodTemplate> pods, List<String> others) {
  public Manifest {
    pods = List.copyOf(pods);
    others = List.copyOf(others);
  }
}
