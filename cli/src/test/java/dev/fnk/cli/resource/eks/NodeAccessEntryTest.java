package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.CreateAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DeleteAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryRequest;
import software.amazon.awssdk.services.eks.model.DescribeAccessEntryResponse;
import software.amazon.awssdk.services.eks.model.InvalidParameterException;
import software.amazon.awssdk.services.eks.model.ResourceInUseException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

/** The access entry that makes the node's role a node. */
final class NodeAccessEntryTest {
  private static final String PRINCIPAL = "arn:aws:iam::111122223333:role/eks-lab-eu-west-1-node";

  private final Map<String, AccessEntry> entries = new TreeMap<>();
  private final Deque<RuntimeException> failures = new ArrayDeque<>();
  private final FakeAws fake =
      new FakeAws()
          .on(
              EksClient.class,
              "describeAccessEntry",
              DescribeAccessEntryRequest.class,
              q -> {
                assertThat(q.clusterName()).isEqualTo("eks-lab");
                return DescribeAccessEntryResponse.builder()
                    .accessEntry(
                        Optional.ofNullable(entries.get(q.principalArn()))
                            .orElseThrow(NodeAccessEntryTest::gone))
                    .build();
              })
          .on(
              EksClient.class,
              "createAccessEntry",
              CreateAccessEntryRequest.class,
              q -> {
                fail();
                if (entries.containsKey(q.principalArn())) {
                  throw FakeAws.error(
                      ResourceInUseException.builder(), "ResourceInUseException", "there");
                }
                put(q.type(), q.tags());
                return CreateAccessEntryResponse.builder().build();
              })
          .on(
              EksClient.class,
              "deleteAccessEntry",
              DeleteAccessEntryRequest.class,
              q -> {
                fail();
                entries.remove(q.principalArn());
                return DeleteAccessEntryResponse.builder().build();
              });
  private final TestLab lab =
      new TestLab(fake.clients(), Map.of("FNK_REGISTRATION_MODE", "access-entry"));
  private final NodeAccessEntry entry = lab.the(NodeAccessEntry.class);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  private void fail() {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  private static RuntimeException gone() {
    return FakeAws.error(ResourceNotFoundException.builder(), "ResourceNotFoundException", "gone");
  }

  private static RuntimeException invalid(String words) {
    return FakeAws.error(InvalidParameterException.builder(), "InvalidParameterException", words);
  }

  private void put(String type, Map<String, String> tags) {
    entries.put(
        PRINCIPAL,
        AccessEntry.builder()
            .principalArn(PRINCIPAL)
            .accessEntryArn("arn:entry")
            .type(type)
            .username("system:node:{{SessionName}}")
            .tags(tags)
            .build());
  }

  private Present<NodeAccessEntry.Attributes> seen() {
    return entry.observe(known).present().orElseThrow();
  }

  @Test
  void itIsMadeOfTheTypeThatTakesTheSessionsName() {
    assertThat(entry.observe(known)).isInstanceOf(Absent.class);
    failures.add(invalid("The specified principalArn is invalid"));

    var made = entry.create(work);

    assertThat(made).isEqualTo(seen());
    assertThat(made.arn()).contains("arn:entry");
    assertThat(made.attributes())
        .isEqualTo(new NodeAccessEntry.Attributes("HYBRID_LINUX", "system:node:{{SessionName}}"));
    assertThat(entry.diff(made, known)).isEqualTo(Change.none());
    assertThat(entry.update(made, work)).isEqualTo(made);
    assertThat(entries.get(PRINCIPAL).tags())
        .containsEntry(LabTags.LAB, "eks-lab")
        .containsEntry("Name", "eks-lab-eu-west-1-node");
    assertThat(entry.inside()).contains(lab.the(EksCluster.class));
    assertThat(entry.needs()).contains(lab.the(EksCluster.class));
  }

  @Test
  void anotherParameterThatIsWrongIsAnError() {
    failures.add(invalid("The type is invalid"));

    assertThatThrownBy(() -> entry.create(work)).hasMessageContaining("The type");
  }

  @Test
  void oneThatARunBeforeMadeIsTakenAndAnothersIsNot() {
    put("HYBRID_LINUX", Map.of(LabTags.LAB, "eks-lab"));
    assertThat(entry.create(work)).isEqualTo(seen());

    put("STANDARD", Map.of(LabTags.LAB, "other"));
    assertThat(entry.observe(known))
        .isEqualTo(
            new Foreign<>(PRINCIPAL, Optional.of("arn:entry"), "it belongs to the lab other"));
    assertThatThrownBy(() -> entry.create(work)).isInstanceOf(ResourceException.class);
  }

  @Test
  void oneOfAnotherTypeIsReplaced() {
    put("EC2_LINUX", Map.of(LabTags.LAB, "eks-lab"));

    assertThat(entry.diff(seen(), known)).isEqualTo(Change.replace("its type is EC2_LINUX"));
  }

  @Test
  void itGoesAndOneThatIsGoneIsNoError() {
    put("HYBRID_LINUX", Map.of(LabTags.LAB, "eks-lab"));
    var present = seen();
    entry.delete(present, work);
    assertThat(entries).isEmpty();

    failures.add(gone());
    entry.delete(present, work);
    assertThat(failures).isEmpty();
  }
}
