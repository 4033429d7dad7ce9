package dev.fnk.kubelet.podspec;

import io.fabric8.kubernetes.api.model.Container;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Capabilities of a container, without {@code CAP_}: those that a runtime gives by itself, plus
 * what is added, minus what is dropped.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html">ECS's
 *     KernelCapabilities</a>
 */
final class Capabilities {
  /** Docker's and containerd's. */
  private static final Set<String> BY_DEFAULT =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final Set<String> ADDED_BY_FARGATE = Set.of("SYS_PTRACE");
  private static final String ALL = "ALL";

  private Capabilities() {}

  /** Sorted; empty: what the task has. */
  static Optional<List<String>> of(Container container, Faults faults) {
    var security = container.getSecurityContext();
    var given = security == null ? null : security.getCapabilities();
    if (given == null || (given.getAdd().isEmpty() && given.getDrop().isEmpty())) {
      return Optional.empty();
    }
    List<String> add = names(given.getAdd());
    List<String> drop = names(given.getDrop());
    List<String> beyond = add.stream().filter(name -> !possible(name)).toList();
    if (!beyond.isEmpty()) {
      faults.unsupported(
          container,
          "capabilities "
              + beyond
              + ": Fargate adds SYS_PTRACE only (instead: SYS_PTRACE, and those that a runtime"
              + " gives by itself)");
    }
    var capabilities = new TreeSet<>(drop.contains(ALL) ? Set.of() : BY_DEFAULT);
    // Single ones come after ALL: so ALL can be dropped and one of them kept.
    capabilities.addAll(add);
    drop.forEach(capabilities::remove);
    return Optional.of(List.copyOf(capabilities));
  }

  private static boolean possible(String name) {
    return BY_DEFAULT.contains(name) || ADDED_BY_FARGATE.contains(name);
  }

  private static List<String> names(List<String> given) {
    return given.stream()
        .map(name -> name.toUpperCase(Locale.ROOT))
        .map(name -> name.startsWith("CAP_") ? name.substring(4) : name)
        .toList();
  }
}
