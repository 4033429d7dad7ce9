package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One container of the pod, as a container runtime is told of it.
 *
 * @param restartOn ends after which it is started again, whatever {@code restart} says; the first
 *     that matches counts. An init container that succeeded is started again only with all others
 * @param firstProcess whether its supervisor becomes the program, which then is PID 1: nobody is
 *     left in it to end it, to run anything beside it or to start it again. When it is to run
 *     again, the pod ends instead
 * @param command the whole argument vector; its first element is looked up in the PATH of env
 * @param workingDir absolute; empty: the image's, or {@code /}
 * @param uid user; empty: what {@code user} says
 * @param gid group; empty: what {@code user} says, or the user's of /etc/passwd, or 0
 * @param user the image's USER ({@code uid|name[:gid|group]}), looked up in the container's
 *     /etc/passwd and /etc/group; empty: root
 * @param groups supplementary groups, besides those that /etc/group gives the user
 * @param strictGroups whether /etc/group gives no more (supplementalGroupsPolicy Strict)
 * @param runAsNonRoot whether it is refused as user 0
 * @param capabilities those that stay in the bounding set, as {@code NET_RAW}; empty: all that the
 *     task has
 * @param stopSignal number; empty: SIGTERM
 * @param terminationMessagePath absolute
 * @param fallbackToLogsOnError whether the end of the output is the termination message of a run
 *     that failed without one
 * @param console empty: there is no input, and the output is pipes
 * @param postStart follows a start: until it is done, the container is not up; when it fails, the
 *     container is ended
 * @param preStop comes before the stop signal, within the grace
 * @param startupProbe gates the others: until it has succeeded, they are not made
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSpecification(
    String name,
    Kind kind,
    Restart restart,
    List<ExitRule> restartOn,
    boolean firstProcess,
    List<String> command,
    List<EnvVariable> env,
    Optional<String> workingDir,
    OptionalLong uid,
    OptionalLong gid,
    Optional<String> user,
    List<Long> groups,
    boolean strictGroups,
    boolean runAsNonRoot,
    Optional<List<String>> capabilities,
    boolean noNewPrivileges,
    OptionalLong stopSignal,
    Optional<String> terminationMessagePath,
    boolean fallbackToLogsOnError,
    Optional<Console> console,
    Optional<Hook> postStart,
    Optional<Hook> preStop,
    Optional<Probe> startupProbe,
    Optional<Probe> livenessProbe,
    Optional<Probe> readinessProbe) {
  public ContainerSpecification {
    restartOn = List.copyOf(restartOn);
    command = List.copyOf(command);
    env = List.copyOf(env);
    groups = List.copyOf(groups);
  }

  /** Never shows command and environment: both may hold secrets. */
  @Override
  public String toString() {
    return "ContainerSpecification[" + name + ", " + kind + "]";
  }

  /**
   * What it has for who attaches to it.
   *
   * @param stdin whether its input stays open; without it, it is at its end from the beginning
   * @param stdinOnce whether its input ends with the first who had it
   * @param tty whether input and output are a terminal
   */
  public record Console(boolean stdin, boolean stdinOnce, boolean tty) {}

  /** When it runs. */
  public enum Kind {
    /** One after the other, before all others. */
    @JsonProperty("init")
    INIT,
    /** Started in the order of init containers, stopped after all others, in reverse. */
    @JsonProperty("sidecar")
    SIDECAR,
    @JsonProperty("main")
    MAIN
  }

  /** Whether it is started again when it has ended. */
  public enum Restart {
    @JsonProperty("always")
    ALWAYS,
    @JsonProperty("onFailure")
    ON_FAILURE,
    @JsonProperty("never")
    NEVER
  }

  /**
   * Of ends with some exit codes: the container is started again.
   *
   * @param operator whether the codes are those listed, or all others
   * @param all whether all containers of the pod are ended and the pod begins anew, init containers
   *     too
   */
  public record ExitRule(Operator operator, List<Integer> values, boolean all) {
    public ExitRule {
      values = List.copyOf(values);
    }

    /** Which codes are meant. */
    public enum Operator {
      @JsonProperty("in")
      IN,
      @JsonProperty("notIn")
      NOT_IN
    }
  }
}
