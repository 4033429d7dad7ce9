package dev.fnk.kubelet.task;

import dev.fnk.kubelet.podspec.Fault;
import java.util.List;
import java.util.Optional;

/** Thrown inside the mapping only, where a part of the spec cannot be had. */
final class UnsupportedSpec extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> reasons;

  UnsupportedSpec(String reason) {
    this(List.of(reason));
  }

  UnsupportedSpec(List<String> reasons) {
    super(String.join("; ", reasons));
    this.reasons = List.copyOf(reasons);
  }

  List<String> reasons() {
    return reasons;
  }

  List<Fault> faults() {
    return reasons.stream()
        .map(why -> new Fault(Fault.Kind.UNSUPPORTED, Optional.empty(), why))
        .toList();
  }
}
