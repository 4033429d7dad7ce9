package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Hook;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What hooks and probes of a container go to: a command in it, a port of its pod. */
final class ContainerTarget {
  private final Container container;
  private final String podIp;
  private final Faults faults;

  /**
   * @param podIps none: the task has none yet
   */
  ContainerTarget(Container container, List<String> podIps, Faults faults) {
    this.container = container;
    this.podIp = podIps.isEmpty() ? "" : podIps.getFirst();
    this.faults = faults;
  }

  /**
   * A command as it is.
   *
   * @param which the hook or probe, as the pod's spec names it
   */
  List<String> command(ExecAction exec, String which) {
    List<String> command = exec.getCommand();
    if (command.isEmpty() || command.getFirst().isEmpty()) {
      faults.unsupported(container, which + ": exec has no command (instead: one)");
    }
    return command;
  }

  Hook.HttpGet request(HTTPGetAction get, String which) {
    int port = port(get.getPort(), which + ": httpGet");
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
        host(get.getHost()),
        port,
        get.getPath() == null ? "" : get.getPath(),
        get.getHttpHeaders().stream()
            .map(header -> new Hook.Header(header.getName(), header.getValue()))
            .toList());
  }

  /** The pod's own address, unless another is asked for. */
  String host(@Nullable String given) {
    return given == null || given.isEmpty() ? podIp : given;
  }

  /** 0 if there is none, which is a fault. */
  int port(@Nullable IntOrString given, String which) {
    OptionalInt port = number(given);
    if (port.isEmpty()) {
      faults.unsupported(
          container,
          which
              + ": there is no port "
              + text(given)
              + " (instead: a number, or the name of one of the container's ports)");
    }
    return port.orElse(0);
  }

  /** A number, or the name of one of the container's ports. */
  private OptionalInt number(@Nullable IntOrString given) {
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
