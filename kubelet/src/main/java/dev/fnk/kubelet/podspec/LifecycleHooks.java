package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Hook;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container has done after its start and before its end.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/">Container
 *     lifecycle hooks</a>
 */
final class LifecycleHooks {
  private final Container container;
  private final ContainerTarget target;
  private final Faults faults;
  private final List<Notice> notices;

  /**
   * @param podIps none: the task has none yet
   */
  LifecycleHooks(Container container, List<String> podIps, Faults faults, List<Notice> notices) {
    this.container = container;
    this.target = new ContainerTarget(container, podIps, faults);
    this.faults = faults;
    this.notices = notices;
  }

  Optional<Hook> postStart() {
    var lifecycle = container.getLifecycle();
    LifecycleHandler handler = lifecycle == null ? null : lifecycle.getPostStart();
    if (handler != null && runsNothing(handler)) {
      faults.unsupported(
          container,
          "postStart: tcpSocket always fails as a hook (instead: exec, httpGet or sleep)");
    }
    return hook(handler, "postStart");
  }

  Optional<Hook> preStop() {
    var lifecycle = container.getLifecycle();
    LifecycleHandler handler = lifecycle == null ? null : lifecycle.getPreStop();
    if (handler != null && runsNothing(handler)) {
      notices.add(
          new Notice(
              "LifecycleHookIgnored",
              "container "
                  + container.getName()
                  + ": preStop: tcpSocket always fails as a hook: none is run"));
    }
    return hook(handler, "preStop");
  }

  /** A kubelet has no such handler ("invalid handler"), though the API still takes it. */
  private static boolean runsNothing(LifecycleHandler handler) {
    return handler.getExec() == null && handler.getHttpGet() == null && handler.getSleep() == null;
  }

  private Optional<Hook> hook(@Nullable LifecycleHandler handler, String which) {
    if (handler == null || runsNothing(handler)) {
      return Optional.empty();
    }
    if (handler.getExec() != null) {
      return Optional.of(Hook.exec(target.command(handler.getExec(), which)));
    }
    if (handler.getHttpGet() != null) {
      return Optional.of(Hook.httpGet(target.request(handler.getHttpGet(), which)));
    }
    Long seconds = handler.getSleep().getSeconds();
    return Optional.of(
        Hook.sleep(TerminationGrace.within(seconds == null ? 0 : seconds).toSeconds()));
  }
}
