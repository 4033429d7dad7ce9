package dev.fnk.cli.resource.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.eks.EksCluster;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node's role in everybody's ConfigMap. */
@Timeout(60)
final class AwsAuthMappingTest {
  private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps";
  private static final String PATH = MAPS + "/aws-auth";
  private static final String ROLE = "arn:aws:iam::111122223333:role/eks-lab-eu-west-1-kubelet";

  private final TestLab lab = new TestLab(new FakeAws().clients(), Map.of());
  private final AwsAuthMapping mapping = lab.the(AwsAuthMapping.class);
  private final ReachedCluster reached = new ReachedCluster(lab);
  private final EksCluster cluster = reached.cluster;
  private final ObservedState known = reached.known;
  private final FakeWork work = reached.work;
  private final FakeKubernetes kubernetes = reached.kubernetes;

  @AfterEach
  void stop() {
    reached.close();
  }

  private void have(String data, String labels) {
    kubernetes.put(
        MAPS,
        "aws-auth",
        """
        {"apiVersion":"v1","kind":"ConfigMap",
         "metadata":{"resourceVersion":"7","labels":{%s}},"data":{%s}}"""
            .formatted(labels, data));
  }

  private String text() {
    return kubernetes.objects().get(PATH).at("/data/mapRoles").asString();
  }

  private Present<AwsAuthMapping.Attributes> seen() {
    return mapping.observe(known).present().orElseThrow();
  }

  @Test
  void withoutAConfigMapItMakesOneAndTakesItAgain() {
    assertThat(mapping.observe(known)).isInstanceOf(Absent.class);

    var made = mapping.create(work);

    assertThat(made).isEqualTo(seen());
    assertThat(made.id()).isEqualTo(ROLE);
    assertThat(made.attributes())
        .isEqualTo(
            new AwsAuthMapping.Attributes(
                "system:node:virtual-kubelet",
                List.of("system:bootstrappers", "system:nodes", "fnk:virtual-nodes"),
                1));
    assertThat(mapping.diff(made, known)).isEqualTo(Change.none());
    assertThat(kubernetes.objects().get(PATH).at("/metadata/labels/fnk.dev~1lab").asString())
        .isEqualTo("eks-lab");
    assertThat(mapping.inside()).contains(cluster);
    assertThat(mapping.needs()).contains(cluster);

    mapping.delete(made, work);
    assertThat(kubernetes.objects()).isEmpty();
    mapping.delete(made, work);
  }

  @Test
  void othersEntriesStayAndSoDoesTheirConfigMap() {
    have("\"mapRoles\":\"- rolearn: arn:theirs\\n  username: ann\\n\",\"mapUsers\":\"[]\"", "");

    mapping.create(work);
    assertThat(text()).contains("arn:theirs", ROLE);

    mapping.delete(seen(), work);
    assertThat(text()).isEqualTo("- rolearn: arn:theirs\n  username: ann\n");
    assertThat(kubernetes.objects().get(PATH).at("/data/mapUsers").asString()).isEqualTo("[]");
  }

  @Test
  void anEmptyOneOfOthersIsFilledAndStays() {
    kubernetes.put(MAPS, "aws-auth", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}");
    assertThat(mapping.observe(known)).isInstanceOf(Absent.class);

    mapping.create(work);
    mapping.delete(seen(), work);

    assertThat(kubernetes.objects()).containsKey(PATH);
    assertThat(text()).isEmpty();
  }

  @Test
  void ofItsOwnWithMoreInItOnlyTheMappingGoes() {
    mapping.create(work);
    kubernetes.objects().get(PATH).withObject("/data").put("mapUsers", "[]");

    mapping.delete(seen(), work);

    assertThat(kubernetes.objects()).containsKey(PATH);
  }

  @Test
  void anotherMappingOfTheRoleIsMended() {
    have("\"mapRoles\":\"- rolearn: %s\\n  username: x\\n  groups: [a]\\n\"".formatted(ROLE), "");

    assertThat(mapping.diff(seen(), known)).isEqualTo(Change.update("mapped to x in [a]"));
    mapping.update(seen(), work);
    assertThat(mapping.diff(seen(), known)).isEqualTo(Change.none());
  }

  @Test
  void severalOfTheRoleAreMadeOne() {
    var one = "- rolearn: %s\\n  username: x\\n  groups: [a]\\n".formatted(ROLE);
    have("\"mapRoles\":\"%s%s\"".formatted(one, one.replace(": x", ": y")), "");

    assertThat(mapping.diff(seen(), known).reason())
        .isEqualTo("its role stands 2 times in mapRoles; EKS keeps the last, mapped to y");
    mapping.update(seen(), work);
    assertThat(seen().attributes().entries()).isEqualTo(1);
  }

  @Test
  void whatIsThereAlreadyIsNotWrittenAgain() {
    mapping.create(work);
    var writes = kubernetes.writes().size();

    mapping.create(work);

    assertThat(kubernetes.writes()).hasSize(writes);
  }

  @Test
  void oneThatSomebodyChangesMeanwhileIsReadAgain() {
    have("\"mapRoles\":\"- rolearn: arn:theirs\\n  username: ann\\n\"", "");
    kubernetes.failNext("PUT", 409);
    kubernetes.failNext("PUT", 409);

    mapping.create(work);

    assertThat(work.polls()).isEqualTo(3);
    assertThat(text()).contains("arn:theirs", ROLE);
    kubernetes.failNext("PUT", 422);
    assertThatThrownBy(() -> mapping.delete(seen(), work))
        .isInstanceOf(ResourceException.class)
        .hasMessageContaining("HTTP 422");
  }

  @Test
  void oneThatCannotBeReadIsNotWritten() {
    have("\"mapRoles\":\"{\"", "");

    assertThatThrownBy(() -> mapping.observe(known))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e)
                  .hasMessageStartingWith(
                      "mapRoles in ConfigMap kube-system/aws-auth cannot be read");
              assertThat(e.next()).startsWith("kubectl edit configmap aws-auth -n kube-system");
            });
    assertThatThrownBy(() -> mapping.create(work)).isInstanceOf(ResourceException.class);
    assertThat(text()).isEqualTo("{");
  }
}
