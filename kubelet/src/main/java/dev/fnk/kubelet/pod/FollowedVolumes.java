package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.podspec.DownwardValues;
import dev.fnk.kubelet.podspec.LaidVolumes;
import dev.fnk.kubelet.podspec.VolumeDigests;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the node knows of the volumes of a pod whose containers run, and when they have to be looked
 * at. Pure.
 *
 * @param told what the agent was told of them; empty: not known, as after a restart of the node or
 *     a call without an answer, and all of it is told
 * @param downward what their downwardAPI files said then
 * @param changed whether something that they name may be another than it was read
 * @param again when to look again without news: a token is due
 * @param allAgain when all of it is told once more; empty: what the agent has is known
 * @param faults why some of them were left as they were
 * @param retry when a call that has failed may be made again
 */
record FollowedVolumes(
    Optional<VolumeDigests> told,
    List<String> downward,
    boolean changed,
    Optional<Instant> again,
    Optional<Instant> allAgain,
    List<String> faults,
    Retry retry) {
  /** A call whose answer is lost may still be carried out after a later one, but not so late. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  static final FollowedVolumes UNKNOWN =
      new FollowedVolumes(
          Optional.empty(),
          List.of(),
          true,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Retry.NONE);

  FollowedVolumes {
    downward = List.copyOf(downward);
    faults = List.copyOf(faults);
  }

  /**
   * Of containers that start now; what they name is read once more, to be followed from then on.
   */
  static FollowedVolumes begun(VolumeDigests told) {
    return new FollowedVolumes(
        Optional.of(told),
        List.of(),
        true,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Retry.NONE);
  }

  /** Whether a pod has volumes whose files follow something. */
  static boolean followedOf(Pod pod) {
    return pod.getSpec().getVolumes().stream().anyMatch(LaidVolumes::ofFiles);
  }

  /** Has them looked at, now or when it is time. */
  Decision follow(Decision decision, Pod pod, String task, Instant now) {
    if (!followedOf(pod)) {
      return decision;
    }
    boolean due =
        told.isEmpty()
            || changed
            || reached(again, now)
            || reached(allAgain, now)
            || !downward.equals(DownwardValues.of(pod));
    if (!due) {
      return decision.lookAgainAt(again).lookAgainAt(allAgain);
    }
    return retry.due(now)
        ? decision.and(new Action.FollowVolumes(task))
        : decision.lookAgainAt(retry.notBefore());
  }

  private static boolean reached(Optional<Instant> time, Instant now) {
    return time.filter(at -> !now.isBefore(at)).isPresent();
  }

  /** Whether all of it is to be told, whatever was told before. */
  boolean tellsAll(Instant now) {
    return told.isEmpty() || reached(allAgain, now);
  }

  /** Something that they name is another. */
  FollowedVolumes news() {
    return new FollowedVolumes(told, downward, true, again, allAgain, faults, retry);
  }

  /** What they name is about to be read; what changes from now on is news again. */
  FollowedVolumes reading() {
    return new FollowedVolumes(told, downward, false, again, allAgain, faults, retry);
  }

  /**
   * The agent holds what was read.
   *
   * @param all whether all of it was told
   * @param said what downwardAPI files say by it
   */
  FollowedVolumes laid(
      VolumeDigests now,
      boolean all,
      List<String> said,
      Optional<Instant> next,
      List<String> left,
      Instant at) {
    Optional<Instant> settle =
        told.isEmpty() ? Optional.of(at.plus(SETTLED)) : all ? Optional.empty() : allAgain;
    return new FollowedVolumes(Optional.of(now), said, changed, next, settle, left, Retry.NONE);
  }

  /** What they name could not be read. */
  FollowedVolumes unread(Instant now) {
    return new FollowedVolumes(told, downward, true, again, allAgain, faults, retry.failed(now));
  }

  /** It is not known whether the agent has heard. */
  FollowedVolumes unheard(Instant now) {
    return new FollowedVolumes(
        Optional.empty(), downward, true, again, Optional.empty(), faults, retry.failed(now));
  }

  /** Others come first. */
  FollowedVolumes later(Instant time) {
    return new FollowedVolumes(
        told, downward, true, again, allAgain, faults, new Retry(retry.failures(), time));
  }

  /** The agent has been heard: what it did not hear can be said at once. */
  FollowedVolumes heard(Instant now) {
    return told.isPresent() || retry.due(now) ? this : later(now);
  }
}
