package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Kernel parameters of a pod, as far as Fargate sets them: those of the namespaces that a task and
 * its containers have.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html">
 *     SystemControl</a>
 */
final class Sysctls {
  private static final Set<String> IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private Sysctls() {}

  /** Of the task's one network: for the container that starts before the others. */
  static Map<String, String> network(PodSpec spec) {
    return those(spec, Sysctls::network);
  }

  /** Of System V and POSIX messages and memory, which each container has for itself. */
  static Map<String, String> ipc(PodSpec spec) {
    return those(spec, Sysctls::ipc);
  }

  static void check(PodSpec spec, Refusals refusals) {
    those(spec, name -> !network(name) && !ipc(name))
        .keySet()
        .forEach(
            name ->
                refusals.add(
                    "securityContext.sysctls " + name,
                    "Fargate sets those of the network (net.) and of IPC only",
                    "a setting of the program"));
  }

  private static Map<String, String> those(PodSpec spec, Predicate<String> wanted) {
    var those = new TreeMap<String, String>();
    if (spec.getSecurityContext() != null) {
      for (Sysctl sysctl : spec.getSecurityContext().getSysctls()) {
        String name = dotted(sysctl.getName());
        if (wanted.test(name)) {
          those.put(name, sysctl.getValue());
        }
      }
    }
    return those;
  }

  private static boolean network(String name) {
    return name.startsWith("net.");
  }

  private static boolean ipc(String name) {
    return IPC.contains(name) || name.startsWith("fs.mqueue.");
  }

  /**
   * Kubernetes takes {@code net/ipv4/conf/eth0.1/mtu} as well, where the dots are no separators.
   */
  private static String dotted(String name) {
    int slash = name.indexOf('/');
    int dot = name.indexOf('.');
    if (slash < 0 || (dot >= 0 && dot < slash)) {
      return name;
    }
    return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
  }
}
