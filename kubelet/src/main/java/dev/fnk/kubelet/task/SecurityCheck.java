package dev.fnk.kubelet.task;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import org.jspecify.annotations.Nullable;

/**
 * What of the security contexts cannot be had. A task has its runtime's seccomp profile and neither
 * AppArmor nor SELinux; nothing of that can be chosen.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-security-considerations.html">Fargate
 *     security considerations</a>
 */
final class SecurityCheck {
  private static final String OWN_KERNEL = "leave it out: no other pod shares the task's kernel";

  private final Refusals refusals;

  SecurityCheck(Refusals refusals) {
    this.refusals = refusals;
  }

  void pod(PodSpec spec) {
    var security = spec.getSecurityContext();
    if (security == null) {
      return;
    }
    String at = "securityContext.";
    seccomp(at, security.getSeccompProfile());
    appArmor(at, security.getAppArmorProfile());
    seLinux(at, security.getSeLinuxOptions());
    windows(at, security.getWindowsOptions());
    Sysctls.check(spec, refusals);
  }

  void container(Container container) {
    var security = container.getSecurityContext();
    if (security == null) {
      return;
    }
    String at = "container " + container.getName() + ": ";
    refusals.when(
        security.getPrivileged(),
        at + "privileged",
        "Fargate has no such containers",
        "capabilities.add with SYS_PTRACE, the only one that Fargate adds");
    seccomp(at, security.getSeccompProfile());
    appArmor(at, security.getAppArmorProfile());
    seLinux(at, security.getSeLinuxOptions());
    windows(at, security.getWindowsOptions());
    String procMount = security.getProcMount();
    refusals.when(
        ContainerMapping.filled(procMount).filter(mount -> !mount.equals("Default")).isPresent(),
        at + "procMount " + procMount,
        "Fargate masks /proc as every runtime does",
        "procMount Default");
  }

  private void seccomp(String at, @Nullable SeccompProfile profile) {
    String type = profile == null ? null : profile.getType();
    refusals.when(
        type != null && !type.equals("RuntimeDefault"),
        at + "seccompProfile " + type,
        "Fargate has its runtime's profile and no other",
        "seccompProfile RuntimeDefault");
  }

  /** As a kubelet on a host without AppArmor: whatever is to be enforced is refused. */
  private void appArmor(String at, @Nullable AppArmorProfile profile) {
    String type = profile == null ? null : profile.getType();
    refusals.when(
        type != null && !type.equals("Unconfined"),
        at + "appArmorProfile " + type,
        "Fargate has no AppArmor",
        OWN_KERNEL);
  }

  private void seLinux(String at, @Nullable SELinuxOptions options) {
    refusals.when(
        options != null && !options.equals(new SELinuxOptions()),
        at + "seLinuxOptions",
        "Fargate has no SELinux",
        OWN_KERNEL);
  }

  private void windows(String at, @Nullable WindowsSecurityContextOptions options) {
    refusals.when(
        options != null && !options.equals(new WindowsSecurityContextOptions()),
        at + "windowsOptions",
        "this node runs linux",
        "runAsUser and runAsGroup");
  }
}
