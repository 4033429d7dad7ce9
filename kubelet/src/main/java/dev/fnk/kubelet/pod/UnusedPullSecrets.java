package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.pullsecret.PullLogin;
import dev.fnk.kubelet.pullsecret.PullSecrets;
import dev.fnk.kubelet.schedule.Scheduler;
import dev.fnk.kubelet.schedule.SupervisedLoop;
import dev.fnk.kubelet.task.TaskToPodStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Has the secrets removed that no pod pulls with any more, those of an earlier node among them. */
public final class UnusedPullSecrets {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private UnusedPullSecrets() {}

  /**
   * Begins to look, once a minute.
   *
   * @param mayAct whether the node knows its pods, and may write
   */
  public static SupervisedLoop start(
      Scheduler scheduler, KnownPods pods, BooleanSupplier mayAct, PullSecrets secrets) {
    return SupervisedLoop.start(
        scheduler,
        "pull secrets",
        wentWell -> {
          while (true) {
            scheduler.sleep(EVERY);
            if (mayAct.getAsBoolean()) {
              secrets.collect(mayAct, owner -> used(pods, owner));
            }
            wentWell.run();
          }
        });
  }

  /** By a pod that may still get a task. */
  static boolean used(KnownPods pods, PullLogin.Owner owner) {
    return pods.pods().stream().anyMatch(pod -> names(pod, owner));
  }

  private static boolean names(Pod pod, PullLogin.Owner owner) {
    boolean ended = pod.getStatus() != null && TaskToPodStatus.terminal(pod.getStatus().getPhase());
    return !ended
        && owner.namespace().equals(pod.getMetadata().getNamespace())
        && pod.getSpec().getImagePullSecrets().stream()
            .anyMatch(secret -> owner.secret().equals(secret.getName()));
  }
}
