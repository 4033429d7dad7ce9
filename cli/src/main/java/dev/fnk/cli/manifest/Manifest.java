package dev.fnk.cli.manifest;

import dev.fnk.kubelet.explain.KnownObjects;
import java.util.List;

/**
 * What a file of manifests holds.
 *
 * @param pods in the file's order
 * @param objects what else of it decides something of pods
 * @param known the same, as {@code KIND/NAME}
 * @param others all else, likewise
 */
public record Manifest(
    List<PodTemplate> pods, KnownObjects objects, List<String> known, List<String> others) {
  public Manifest {
    known = List.copyOf(known);
    pods = List.copyOf(pods);
    others = List.copyOf(others);
  }
}
