package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.Hook;
import dev.fnk.kubelet.agent.contract.Probe;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a container is asked whether it has started, is alive and is ready; an init container that is
 * no sidecar is not asked. What is not said is what an API server would have said.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/">Probes</a>
 */
final class ContainerProbes {
  private static final int PERIOD = 10;
  private static final int FAILURES = 3;

  private final Container container;
  private final ContainerTarget target;
  private final Faults faults;
  private final boolean asked;

  /**
   * @param podIps none: the task has none yet
   */
  ContainerProbes(
      Container container, ContainerSpecification.Kind kind, List<String> podIps, Faults faults) {
    this.container = container;
    this.target = new ContainerTarget(container, podIps, faults);
    this.faults = faults;
    this.asked = kind != ContainerSpecification.Kind.INIT;
  }

  Optional<Probe> startup() {
    return probe(container.getStartupProbe(), "startupProbe");
  }

  Optional<Probe> liveness() {
    return probe(container.getLivenessProbe(), "livenessProbe");
  }

  Optional<Probe> readiness() {
    return probe(container.getReadinessProbe(), "readinessProbe");
  }

  private Optional<Probe> probe(
      io.fabric8.kubernetes.api.model.@Nullable Probe given, String which) {
    if (given == null || !asked) {
      return Optional.empty();
    }
    List<String> exec = List.of();
    Optional<Hook.HttpGet> httpGet = Optional.empty();
    Optional<Probe.TcpSocket> tcpSocket = Optional.empty();
    Optional<Probe.Grpc> grpc = Optional.empty();
    if (given.getExec() != null) {
      exec =
          target.command(given.getExec(), which).stream()
              .map(argument -> Expansion.expand(argument, this::written))
              .toList();
    } else if (given.getHttpGet() != null) {
      httpGet = Optional.of(target.request(given.getHttpGet(), which));
    } else if (given.getTcpSocket() != null) {
      tcpSocket =
          Optional.of(
              new Probe.TcpSocket(
                  target.host(given.getTcpSocket().getHost()),
                  target.port(given.getTcpSocket().getPort(), which + ": tcpSocket")));
    } else if (given.getGrpc() != null) {
      String service = given.getGrpc().getService();
      String mode = given.getGrpc().getMode();
      if (mode != null && !mode.equalsIgnoreCase("Plaintext")) {
        faults.unsupported(
            container,
            which + ": grpc mode " + mode + ": the agent speaks cleartext (instead: exec)");
      }
      grpc =
          Optional.of(
              new Probe.Grpc(
                  target.host(null),
                  target.port(number(given.getGrpc().getPort()), which + ": grpc"),
                  service == null ? "" : service));
    } else {
      faults.unsupported(
          container, which + " is none of those known (instead: exec, httpGet, tcpSocket, grpc)");
    }
    Long grace = given.getTerminationGracePeriodSeconds();
    return Optional.of(
        new Probe(
            exec,
            httpGet,
            tcpSocket,
            grpc,
            Math.max(0, or(given.getInitialDelaySeconds(), 0)),
            or(given.getPeriodSeconds(), PERIOD),
            or(given.getTimeoutSeconds(), 1),
            or(given.getSuccessThreshold(), 1),
            or(given.getFailureThreshold(), FAILURES),
            grace == null
                ? OptionalLong.empty()
                : OptionalLong.of(TerminationGrace.within(grace).toSeconds())));
  }

  /**
   * A variable as a kubelet knows it in a probe's command: by what env says in so many words, which
   * is nothing where it takes the value from elsewhere; neither envFrom nor services count.
   */
  private @Nullable String written(String name) {
    return container.getEnv().stream()
        .filter(variable -> variable.getName().equals(name))
        .map(variable -> variable.getValue() == null ? "" : variable.getValue())
        .reduce((_, last) -> last)
        .orElse(null);
  }

  /** As an API server has it, 0 is the default. */
  private static int or(@Nullable Integer given, int otherwise) {
    return given == null || given <= 0 ? otherwise : given;
  }

  private static @Nullable IntOrString number(@Nullable Integer port) {
    return port == null ? null : new IntOrString(port);
  }
}
