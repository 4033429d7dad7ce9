package dev.fnk.kubelet.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.reference.InheritedAnnotations;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlacementTest {
  private static final String KEY = "eks.amazonaws.com/role-arn";
  private static final String CAPACITY = "fnk.dev/capacity";
  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  private static Pod pod(Map<String, String> annotations) {
    Pod pod = Pods.simple("web");
    pod.getMetadata().setAnnotations(new HashMap<>(annotations));
    return pod;
  }

  private static Map<String, String> annotation(String key, String value) {
    return value == null ? Map.of() : Map.of(key, value);
  }

  private static Placement placement(
      Map<String, String> own, Map<String, String> namespace, Map<String, String> account)
      throws UnsupportedSpec {
    return Placement.of(pod(own), new InheritedAnnotations(namespace, account), Pods.CONFIG);
  }

  private static Placement withRole(String own, String accounts) throws UnsupportedSpec {
    return placement(
        annotation(KEY, own == null ? null : ROLE + own),
        Map.of(),
        annotation(KEY, accounts == null ? null : ROLE + accounts));
  }

  /** The pod's own goes before the service account's; the node's own is no wish. */
  @ParameterizedTest
  @CsvSource({
    ",,",
    "orders,,orders",
    ",orders,orders",
    "orders,unheard-of,orders",
    "pod,unheard-of,",
    "pod,,",
  })
  void aRoleIsThePodsElseTheServiceAccounts(String own, String accounts, String role)
      throws UnsupportedSpec {
    assertThat(withRole(own, accounts).roleArn())
        .isEqualTo(Optional.ofNullable(role).map(ROLE::concat));
  }

  @ParameterizedTest
  @CsvSource({
    "kubelet,, pod, kubelet",
    "execution,orders, pod, execution",
    ",admin, service account, admin",
  })
  void aRoleThatIsNotListedIsRefusedByName(
      String own, String accounts, String whose, String named) {
    assertThatThrownBy(() -> withRole(own, accounts))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessage(
            "annotation eks.amazonaws.com/role-arn of the %s: %s%s is not among the roles that pods may have (setting containers.podRoles)",
            whose, ROLE, named);
  }

  @ParameterizedTest
  @CsvSource({
    ",,false",
    "spot,,true",
    ",spot,true",
    "on-demand,spot,false",
    "spot,on-demand,true",
    "on-demand,,false",
  })
  void capacityIsThePodsElseTheNamespaces(String own, String namespaces, boolean spot)
      throws UnsupportedSpec {
    assertThat(
            placement(annotation(CAPACITY, own), annotation(CAPACITY, namespaces), Map.of()).spot())
        .isEqualTo(spot);
  }

  @Test
  void whereItRunsIsThePodsElseTheNamespacesOneByOne() throws UnsupportedSpec {
    var placement =
        placement(
            Map.of("fnk.dev/subnets", "subnet-0a1b2c3d, subnet-0123456789abcdef0"),
            Map.of(
                "fnk.dev/subnets", "subnet-ffffffff",
                "fnk.dev/security-groups", "sg-0a1b2c3d",
                "fnk.dev/public-ip", "false"),
            Map.of("fnk.dev/security-groups", "sg-ffffffff"));

    assertThat(placement.subnets()).containsExactly("subnet-0a1b2c3d", "subnet-0123456789abcdef0");
    assertThat(placement.securityGroups()).containsExactly("sg-0a1b2c3d");
    assertThat(placement.publicIp()).contains(false);
    assertThat(placement(Map.of("fnk.dev/public-ip", "true"), Map.of(), Map.of()).publicIp())
        .contains(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "subnets | subnet-0a1b2c3d,",
        "subnets | ''",
        "subnets | sg-0a1b2c3d",
        "subnets | subnet-0A1B2C3D",
        "subnets | subnet-0a1b2c3d,subnet-0a1b2c3d",
        "security-groups | sg-1,sg-2",
        "security-groups | subnet-0a1b2c3d",
        "security-groups | sg-00000001,sg-00000002,sg-00000003,sg-00000004,sg-00000005,sg-00000006",
        "public-ip | yes",
        "public-ip | ''",
      })
  void whatIsMalformedIsRefusedByName(String key, String value) {
    assertThatThrownBy(() -> placement(Map.of("fnk.dev/" + key, value), Map.of(), Map.of()))
        .isInstanceOf(UnsupportedSpec.class)
        .hasMessageStartingWith("annotation fnk.dev/" + key + " of the pod: " + value + " is n");
  }

  @Test
  void allThatCannotBeHadIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                placement(
                    Map.of(KEY, ROLE + "admin"), Map.of(CAPACITY, "Spot"), Map.of(KEY, "unread")))
        .isInstanceOfSatisfying(
            UnsupportedSpec.class,
            refused ->
                assertThat(refused.reasons())
                    .containsExactly(
                        "annotation eks.amazonaws.com/role-arn of the pod: "
                            + ROLE
                            + "admin is not among the roles that pods may have (setting"
                            + " containers.podRoles)",
                        "annotation fnk.dev/capacity of the namespace: Spot is neither spot nor"
                            + " on-demand"));
  }

  @Test
  void theNamespaceHasNoSayInRoles() throws UnsupportedSpec {
    assertThat(placement(Map.of(), Map.of(KEY, ROLE + "admin"), Map.of()))
        .isEqualTo(Placement.OF_THE_NODE);
  }

  /** Which one counts, PodInputsTest holds. */
  @ParameterizedTest
  @CsvSource({
    "amd64, , ",
    ", arm64, ",
    "x86_64, , annotation fnk.dev/architecture of the pod: x86_64 is neither amd64 nor arm64",
    ", s390x, annotation fnk.dev/architecture of the namespace: s390x is neither amd64 nor arm64",
  })
  void anArchitectureThatFargateDoesNotHaveIsRefused(String own, String namespaces, String why)
      throws UnsupportedSpec {
    var pod = annotation("fnk.dev/architecture", own);
    var namespace = annotation("fnk.dev/architecture", namespaces);
    if (why == null) {
      assertThat(placement(pod, namespace, Map.of())).isEqualTo(Placement.OF_THE_NODE);
    } else {
      assertThatThrownBy(() -> placement(pod, namespace, Map.of())).hasMessageContaining(why);
    }
  }
}
