package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification.ExitRule;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartRuleTest {
  @ParameterizedTest
  @CsvSource({
    // pod, container, init: kind, restart
    ", , false, MAIN, ALWAYS",
    "Always, , false, MAIN, ALWAYS",
    "OnFailure, , false, MAIN, ON_FAILURE",
    "Never, , false, MAIN, NEVER",
    "Always, Never, false, MAIN, NEVER",
    "Always, '', false, MAIN, ALWAYS",
    "Never, Always, false, MAIN, ALWAYS",
    "Never, OnFailure, false, MAIN, ON_FAILURE",
    ", , true, INIT, ON_FAILURE",
    "Always, , true, INIT, ON_FAILURE",
    "OnFailure, , true, INIT, ON_FAILURE",
    "Never, , true, INIT, NEVER",
    "Always, Never, true, INIT, NEVER",
    "Never, OnFailure, true, INIT, ON_FAILURE",
    "Never, Always, true, SIDECAR, ALWAYS",
  })
  void ownPolicyElseThePods(String pod, String own, boolean init, Kind kind, Restart restart) {
    var faults = new Faults();
    var spec = Yaml.pod("restartPolicy: " + pod).getSpec();
    spec.setRestartPolicy(pod);
    var container = Yaml.container("");
    container.setRestartPolicy(own);

    assertThat(RestartRule.of(spec, container, init, faults))
        .isEqualTo(new RestartRule(kind, restart, List.of()));
    assertThat(faults.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "false, Never, MAIN, NEVER",
    "true, Never, INIT, NEVER",
    "true, Always, SIDECAR, ALWAYS"
  })
  void itsOwnRulesGoAlong(boolean init, String policy, Kind kind, Restart restart) {
    var faults = new Faults();
    var container =
        Yaml.container(
            """
            restartPolicy: %s
            restartPolicyRules:
            - {action: Restart, exitCodes: {operator: In, values: [42, 43]}}
            - {action: Restart, exitCodes: {operator: NotIn, values: [0]}}
            - {action: RestartAllContainers, exitCodes: {operator: In, values: [88]}}
            - {action: Restart}
            """
                .formatted(policy));

    var rule = RestartRule.of(Yaml.pod("restartPolicy: Always").getSpec(), container, init, faults);

    assertThat(rule)
        .isEqualTo(
            new RestartRule(
                kind,
                restart,
                List.of(
                    new ExitRule(ExitRule.Operator.IN, List.of(42, 43), false),
                    new ExitRule(ExitRule.Operator.NOT_IN, List.of(0), false),
                    new ExitRule(ExitRule.Operator.IN, List.of(88), true))));
    assertThat(faults.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Complete, In, 'there is no action Complete (instead: Restart or RestartAllContainers)'",
    "Restart, Above, 'there is no operator Above (instead: In or NotIn)'"
  })
  void whatIsUnknownIsRefused(String action, String operator, String message) {
    var faults = new Faults();
    var container =
        Yaml.container(
            """
            restartPolicy: Never
            restartPolicyRules:
            - {action: %s, exitCodes: {operator: %s, values: [42]}}
            """
                .formatted(action, operator));

    RestartRule.of(Yaml.pod("restartPolicy: Never").getSpec(), container, false, faults);

    assertThat(faults.all())
        .containsExactly(
            new Fault(
                Fault.Kind.UNSUPPORTED, Optional.of("web"), "restartPolicyRules: " + message));
  }
}
