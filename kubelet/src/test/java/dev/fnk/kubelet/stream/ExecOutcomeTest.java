package dev.fnk.kubelet.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExecOutcomeTest {
  @Test
  void anExitCodeIsACauseOfAFailure() {
    JsonNode status = json(new ExecOutcome.Exited(7));

    assertThat(status.at("/status").asString()).isEqualTo("Failure");
    assertThat(status.at("/reason").asString()).isEqualTo("NonZeroExitCode");
    assertThat(status.at("/details/causes/0/reason").asString()).isEqualTo("ExitCode");
    assertThat(status.at("/details/causes/0/message").asString()).isEqualTo("7");
  }

  @Test
  void zeroIsSuccess() {
    assertThat(json(new ExecOutcome.Exited(0)).at("/status").asString()).isEqualTo("Success");
  }

  @Test
  void whatWasNotRunIsAnInternalError() {
    JsonNode status =
        json(
            new ExecOutcome.Failed(
                "error executing command in container: the pod's agent is gone"));

    assertThat(status.at("/code").asInt()).isEqualTo(500);
    assertThat(status.at("/message").asString())
        .isEqualTo(
            "Internal error occurred: error executing command in container: the pod's agent is"
                + " gone");
  }

  @Test
  void earlierProtocolsHaveWordsAndNoneForSuccess() {
    assertThat(ExecOutcome.tell(new ExecOutcome.Exited(0), Subprotocol.V3)).isEmpty();
    assertThat(ExecOutcome.tell(new ExecOutcome.Exited(7), Subprotocol.V1))
        .hasValueSatisfying(text -> assertThat(text).contains("exit status 7"));
  }

  private static JsonNode json(ExecOutcome outcome) {
    return JsonMapper.shared().readTree(ExecOutcome.tell(outcome, Subprotocol.V4).orElseThrow());
  }
}
