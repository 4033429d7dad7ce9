package dev.fnk.kubelet.stream;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** How a command ended, in the words of the kubelet. */
sealed interface ExecOutcome {
  /** It exited. */
  record Exited(int code) implements ExecOutcome {}

  /** It was not run, or its end not seen. */
  record Failed(String why) implements ExecOutcome {}

  /**
   * What the error stream says.
   *
   * @return empty: nothing is said
   */
  static Optional<String> tell(ExecOutcome outcome, Subprotocol protocol) {
    Map<String, Object> status = status(outcome);
    if (protocol.tellsStatus()) {
      return Optional.of(JsonMapper.shared().writeValueAsString(status));
    }
    return status.get("message") instanceof String message
        ? Optional.of(message)
        : Optional.empty();
  }

  /** A metav1.Status. */
  private static Map<String, Object> status(ExecOutcome outcome) {
    return switch (outcome) {
      case Exited(int code) when code == 0 -> Map.of("metadata", Map.of(), "status", "Success");
      case Exited(int code) ->
          Map.of(
              "metadata",
              Map.of(),
              "status",
              "Failure",
              "reason",
              "NonZeroExitCode",
              "message",
              "command terminated with non-zero exit code: exit status " + code,
              "details",
              Map.of(
                  "causes",
                  List.of(Map.of("reason", "ExitCode", "message", Integer.toString(code)))));
      case Failed(String why) ->
          Map.of(
              "metadata",
              Map.of(),
              "status",
              "Failure",
              "reason",
              "InternalError",
              "code",
              500,
              "message",
              "Internal error occurred: " + why,
              "details",
              Map.of("causes", List.of(Map.of("message", why))));
    };
  }
}
