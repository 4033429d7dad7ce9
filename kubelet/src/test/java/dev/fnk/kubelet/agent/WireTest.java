package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class WireTest {
  private final Wire wire = new Wire();

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static ContainerSpecification container(Optional<List<String>> capabilities) {
    return new ContainerSpecification(
        "app",
        ContainerSpecification.Kind.SIDECAR,
        ContainerSpecification.Restart.ON_FAILURE,
        List.of(),
        false,
        List.of("run"),
        List.of(new EnvVariable("A", "")),
        Optional.empty(),
        OptionalLong.of(0),
        OptionalLong.empty(),
        Optional.empty(),
        List.of(),
        false,
        true,
        capabilities,
        false,
        OptionalLong.of(3),
        Optional.of("/dev/termination-log"),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whatIsEmptyIsNotSaid() {
    assertThat(JsonMapper.shared().readTree(wire.write(container(Optional.empty()))))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    {"name":"app","kind":"sidecar","restart":"onFailure","firstProcess":false,
                     "command":["run"],
                     "env":[{"name":"A","value":""}],"uid":0,"strictGroups":false,
                     "runAsNonRoot":true,"noNewPrivileges":false,"stopSignal":3,
                     "terminationMessagePath":"/dev/termination-log",
                     "fallbackToLogsOnError":false}
                    """));
  }

  /** None of them is not the same as all that the task has. */
  @Test
  void noCapabilitiesAreSaid() {
    JsonNode json = JsonMapper.shared().readTree(wire.write(container(Optional.of(List.of()))));
    assertThat(json.get("capabilities").toString()).isEqualTo("[]");
  }

  @Test
  void whatIsNotKnownIsPassedOverAndWhatIsNotSaidIsEmpty() throws AgentException {
    AgentStatus status =
        wire.read(
            bytes(
                """
                {"version":3,"new":{"a":[1]},"events":[],"containers":[{"name":"app","state":"waiting",
                  "reason":null,"more":true}]}
                """),
            AgentStatus.class);
    assertThat(status)
        .isEqualTo(
            new AgentStatus(
                3,
                false,
                false,
                false,
                false,
                List.of(
                    new ContainerReport(
                        "app",
                        ContainerReport.State.WAITING,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                List.of()));
  }
}
