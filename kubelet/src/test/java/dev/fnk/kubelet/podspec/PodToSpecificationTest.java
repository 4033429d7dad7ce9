package dev.fnk.kubelet.podspec;

import static dev.fnk.kubelet.podspec.SpecifiedPods.SIMPLE;
import static dev.fnk.kubelet.podspec.SpecifiedPods.faults;
import static dev.fnk.kubelet.podspec.SpecifiedPods.only;
import static dev.fnk.kubelet.podspec.SpecifiedPods.specified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.agent.contract.Volume;
import org.junit.jupiter.api.Test;

/** What of a pod as a whole the agent is told. */
final class PodToSpecificationTest {
  @Test
  void initContainersComeFirst() {
    var specified =
        specified(
            """
            initContainers:
            - {name: prepare, image: busybox}
            - {name: proxy, image: envoy, restartPolicy: Always}
            containers:
            - {name: web, image: nginx}
            - {name: helper, image: nginx}
            volumes:
            - {name: v, emptyDir: {}}
            """,
            new Given());

    assertThat(specified.specification().containers())
        .extracting(c -> c.name() + " " + c.kind() + " " + c.restart())
        .containsExactly(
            "prepare INIT ON_FAILURE",
            "proxy SIDECAR ALWAYS",
            "web MAIN ALWAYS",
            "helper MAIN ALWAYS");
    assertThat(specified.specification().volumes()).extracting(Volume::name).containsExactly("v");
    assertThat(specified.notices()).isEmpty();
  }

  @Test
  void allFaultsOfAllPartsAreTold() {
    var result =
        PodToSpecification.specify(
            Yaml.pod(
                """
                securityContext: {runAsNonRoot: true}
                initContainers:
                - {name: prepare, image: busybox, securityContext: {runAsUser: 1},
                   envFrom: [{configMapRef: {name: none}}]}
                containers:
                - {name: web, image: nginx, securityContext: {capabilities: {add: [BPF]}}}
                volumes: [{name: v, secret: {secretName: none}}]
                """),
            new Given()
                .inputs(
                    Yaml.pod(
                        """
                        containers:
                        - {name: web, image: nginx}
                        - {name: prepare, image: nginx}
                        """)));

    assertThat(result).isInstanceOf(SpecificationResult.Faulty.class);
    assertThat(((SpecificationResult.Faulty) result).faults())
        .extracting(fault -> fault.kind() + " " + fault.container().orElse("pod"))
        .containsExactly(
            "MOUNT pod", "CONTAINER_CONFIG prepare", "CONTAINER_CONFIG web", "UNSUPPORTED web");
  }

  @Test
  void aHostNameTooLongForTheKernelIsToldOnce() {
    assertThat(
            faults(
                "subdomain: sub-domain-that-is-rather-long\nhostname: and-a-host-name-as-well\n"
                    + "setHostnameAsFQDN: true\n"
                    + "containers: [{name: web, image: nginx}, {name: other, image: nginx}]",
                new Given()))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.kind()).isEqualTo(Fault.Kind.UNSUPPORTED);
              assertThat(fault.container()).isEmpty();
              assertThat(fault.message()).startsWith("failed to construct FQDN");
            });
  }

  @Test
  void servicesAreVariables() {
    assertThat(only(SIMPLE, new Given().service("db", "172.20.0.5", 5432)).env())
        .contains(
            new EnvVariable("DB_SERVICE_HOST", "172.20.0.5"),
            new EnvVariable("KUBERNETES_SERVICE_HOST", "api.example.com"));
  }

  @Test
  void aServiceThatIsCalledAsTheNodesVariablesIsLeftOutWithANotice() {
    var specified = specified(SIMPLE, new Given().service("fnk-db", "172.20.0.5", 5432));

    assertThat(specified.specification().containers().getFirst().env())
        .extracting(EnvVariable::name)
        .noneMatch(name -> name.startsWith("FNK_"));
    assertThat(specified.notices())
        .singleElement()
        .satisfies(
            notice -> {
              assertThat(notice.reason()).isEqualTo("ServiceLinksLeftOut");
              assertThat(notice.message())
                  .startsWith("variables of services are left out whose names begin with FNK_")
                  .contains("FNK_DB_SERVICE_HOST", "FNK_DB_PORT_5432_TCP_ADDR");
            });
  }

  @Test
  void itsOwnGraceIsTold() {
    assertThat(grace(SIMPLE)).isEqualTo(30);
    assertThat(grace("terminationGracePeriodSeconds: 0\n" + SIMPLE)).isZero();
    assertThat(grace("terminationGracePeriodSeconds: 600\n" + SIMPLE)).isEqualTo(600);
  }

  private static long grace(String spec) {
    return specified(spec, new Given()).specification().terminationGracePeriodSeconds();
  }

  /** So it can be asked before there is a task. */
  @Test
  void anAddressThatIsNotKnownYetIsNoFault() {
    assertThat(
            only(
                    "containers: [{name: web, image: nginx, env: [{name: IP,"
                        + " valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}]",
                    new Given().noAddress())
                .env())
        .contains(new EnvVariable("IP", ""));
  }
}
