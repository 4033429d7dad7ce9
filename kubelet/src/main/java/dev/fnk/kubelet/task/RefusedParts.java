package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers why parts of the mapping refuse a pod: all of it is told, not the first alone. */
final class RefusedParts {
  private final List<String> reasons = new ArrayList<>();

  /** A part of the mapping that may refuse the pod. */
  @FunctionalInterface
  interface Part<T> {
    T get() throws UnsupportedSpec;
  }

  /** The same, without a result. */
  @FunctionalInterface
  interface Step {
    void take() throws UnsupportedSpec;
  }

  void of(Step step) {
    try {
      step.take();
    } catch (UnsupportedSpec e) {
      reasons.addAll(e.reasons());
    }
  }

  /** Empty: it is refused. */
  <T> Optional<T> got(Part<T> part) {
    try {
      return Optional.of(part.get());
    } catch (UnsupportedSpec e) {
      reasons.addAll(e.reasons());
      return Optional.empty();
    }
  }

  void add(List<String> more) {
    reasons.addAll(more);
  }

  List<Fault> faults() {
    return new UnsupportedSpec(reasons).faults();
  }
}
