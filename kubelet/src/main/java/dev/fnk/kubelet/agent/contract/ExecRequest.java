package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A command in a running container, as the container's user and with its environment.
 *
 * @param size of the terminal as it begins; empty: not known yet
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExecRequest(
    String container,
    List<String> command,
    boolean stdin,
    boolean stdout,
    boolean stderr,
    boolean tty,
    Optional<TerminalSize> size) {
  /** Copies. */
  public ExecRequest {
    command = List.copyOf(command);
  }

  /** In characters; named as Kubernetes' resize messages. */
  public record TerminalSize(
      @JsonProperty("Width") int width, @JsonProperty("Height") int height) {}

  /** Never shows the command, which may bear a secret. */
  @Override
  public String toString() {
    return "ExecRequest[" + container + "]";
  }
}
