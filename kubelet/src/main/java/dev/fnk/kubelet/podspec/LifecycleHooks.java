package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Hook;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
  private final String podIp;
  private final Faults faults;
  private final List<Notice> notices;

  /**
   * @param podIps none: the task has none yet
   */
  LifecycleHooks(Container container, List<String> podIps, Faults faults, List<Notice> notices) {
    this.container = container;
    this.podIp = podIps.isEmpty() ? "" : podIps.getFirst();
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
      List<String> command = handler.getExec().getCommand();
      if (command.isEmpty() || command.getFirst().isEmpty()) {
        faults.unsupported(container, which + ": exec has no command (instead: one)");
      }
      return Optional.of(Hook.exec(command));
    }
    if (handler.getHttpGet() != null) {
      return Optional.of(Hook.httpGet(request(handler.getHttpGet(), which)));
    }
    Long seconds = handler.getSleep().getSeconds();
    return Optional.of(
        Hook.sleep(TerminationGrace.within(seconds == null ? 0 : seconds).toSeconds()));
  }

  private Hook.HttpGet request(HTTPGetAction get, String which) {
    OptionalInt port = port(get.getPort());
    if (port.isEmpty()) {
      faults.unsupported(
          container,
          which
              + ": httpGet: there is no port "
              + text(get.getPort())
              + " (instead: a number, or the name of one of the container's ports)");
    }
    if (get.getProtocol() != null && !get.getProtocol().equals("HTTP1")) {
      faults.unsupported(
          container,
          which
              + ": httpGet protocol "
              + get.getProtocol()
              + ": the agent speaks HTTP/1.1 (instead: HTTP1)");
    }
    return new Hook.HttpGet(
        "HTTPS".equalsIgnoreCase(get.getScheme()),
        get.getHost() == null || get.getHost().isEmpty() ? podIp : get.getHost(),
        port.orElse(0),
        get.getPath() == null ? "" : get.getPath(),
        get.getHttpHeaders().stream()
            .map(header -> new Hook.Header(header.getName(), header.getValue()))
            .toList());
  }

  /** A number, or the name of one of the container's ports. */
  private OptionalInt port(@Nullable IntOrString given) {
    String text = text(given);
    OptionalInt named =
        container.getPorts().stream()
            .filter(port -> text.equals(port.getName()))
            .mapToInt(port -> port.getContainerPort())
            .findFirst();
    if (named.isPresent() && given != null && given.getStrVal() != null) {
      return named;
    }
    int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    return number >= 1 && number <= 65535 ? OptionalInt.of(number) : OptionalInt.empty();
  }

  private static String text(@Nullable IntOrString given) {
    return given == null || given.getValue() == null ? "" : given.getValue().toString();
  }
}
