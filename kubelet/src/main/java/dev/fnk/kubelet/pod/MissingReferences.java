package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.reference.Need;
import dev.fnk.kubelet.reference.Reading.Absence;
import dev.fnk.kubelet.task.Resolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is told of objects, or keys of them, that a pod names and that are not there: the kubelet's
 * events {@code Failed} and {@code FailedMount} of those that hold the pod back, and of all one
 * event for each of {@code OptionalSecretNotFound}, {@code MandatorySecretNotFound}, {@code
 * OptionalConfigMapNotFound} and {@code MandatoryConfigMapNotFound}, and of keys {@code
 * MandatorySecretKeyNotFound} and so on, as Virtual Kubelet names them. Pure.
 */
final class MissingReferences {
  private MissingReferences() {}

  static List<Action.Tell> told(Resolution.Missing missing) {
    List<Absence> mandatory =
        missing.absent().stream().filter(absence -> !absence.need().optional()).toList();
    var told = new ArrayList<Action.Tell>();
    List<String> mounts = words(mandatory, MissingReferences::ofVolume);
    List<String> others =
        missing.what().stream().filter(what -> !mounts.contains(what)).distinct().toList();
    if (!mounts.isEmpty()) {
      told.add(new Action.Tell(true, "FailedMount", EventText.of(mounts)));
    }
    if (!others.isEmpty()) {
      told.add(new Action.Tell(true, "Failed", EventText.of(others)));
    }
    told.addAll(told(missing.absent()));
    return told;
  }

  /** By kind; secrets for pulling, which a kubelet does not wait for, are told elsewhere. */
  static List<Action.Tell> told(List<Absence> absent) {
    Map<String, List<Absence>> byReason =
        absent.stream()
            .filter(absence -> absence.need().place() != Need.Place.PULL_SECRET)
            .collect(
                Collectors.groupingBy(
                    MissingReferences::reason, LinkedHashMap::new, Collectors.toList()));
    return byReason.entrySet().stream()
        .map(
            its ->
                new Action.Tell(true, its.getKey(), EventText.of(words(its.getValue(), _ -> true))))
        .toList();
  }

  private static List<String> words(List<Absence> absent, Predicate<Absence> which) {
    return absent.stream().filter(which).map(Absence::words).distinct().toList();
  }

  /** Whether no container is looked at before it is there. */
  static boolean holdsMounts(Absence absence) {
    return ofVolume(absence) && !absence.need().optional();
  }

  private static boolean ofVolume(Absence absence) {
    return absence.need().place() == Need.Place.VOLUME;
  }

  private static String reason(Absence absence) {
    Need need = absence.need();
    boolean object = absence.words().endsWith(" not found");
    return (need.optional() ? "Optional" : "Mandatory")
        + need.kind().title()
        + (object ? "" : "Key")
        + "NotFound";
  }
}
