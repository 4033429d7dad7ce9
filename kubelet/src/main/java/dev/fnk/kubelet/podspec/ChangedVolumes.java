package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import java.util.Arrays;
import java.util.List;

/** Which volumes an agent has to be told of anew. */
final class ChangedVolumes {
  private ChangedVolumes() {}

  /** Those of {@code after} that {@code before} has otherwise, or not at all, in their order. */
  static List<Volume> between(List<Volume> before, List<Volume> after) {
    return after.stream()
        .filter(volume -> before.stream().noneMatch(other -> same(volume, other)))
        .toList();
  }

  private static boolean same(Volume one, Volume other) {
    if (!one.name().equals(other.name())
        || one.scratch() != other.scratch()
        || !one.group().equals(other.group())
        || one.files().size() != other.files().size()) {
      return false;
    }
    // Files come sorted by their paths.
    for (int i = 0; i < one.files().size(); i++) {
      if (!same(one.files().get(i), other.files().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Volume.File one, Volume.File other) {
    return one.path().equals(other.path())
        && one.mode() == other.mode()
        && one.uid().equals(other.uid())
        && Arrays.equals(one.data(), other.data());
  }
}
