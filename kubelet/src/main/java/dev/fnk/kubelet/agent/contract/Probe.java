package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a container is asked how it is: by one of exec, httpGet, tcpSocket and grpc.
 *
 * @param exec a command in the container, with its environment and user
 * @param httpGet an answer from 200 to 399 is well
 * @param grpc {@code grpc.health.v1.Health/Check} in cleartext
 * @param initialDelaySeconds from the start of the run
 * @param successThreshold how many successes in a row count as one
 * @param failureThreshold how many failures in a row count as one
 * @param terminationGracePeriodSeconds of a container that fails it; empty: the pod's own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Probe(
    List<String> exec,
    Optional<Hook.HttpGet> httpGet,
    Optional<TcpSocket> tcpSocket,
    Optional<Grpc> grpc,
    int initialDelaySeconds,
    int periodSeconds,
    int timeoutSeconds,
    int successThreshold,
    int failureThreshold,
    OptionalLong terminationGracePeriodSeconds) {
  public Probe {
    exec = List.copyOf(exec);
  }

  /** Never shows command, path and headers. */
  @Override
  public String toString() {
    String what =
        httpGet
            .map(Record::toString)
            .or(() -> tcpSocket.map(Record::toString))
            .or(() -> grpc.map(Record::toString))
            .orElse("exec");
    return "Probe[" + what + "]";
  }

  /** Takes connections. */
  public record TcpSocket(String host, int port) {}

  /**
   * Answers for a service.
   *
   * @param service empty: the server's health
   */
  public record Grpc(String host, int port, String service) {}
}
