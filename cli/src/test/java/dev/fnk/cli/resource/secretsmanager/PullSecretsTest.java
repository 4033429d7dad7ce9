package dev.fnk.cli.resource.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.stage.FakeWork;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/** What is left of a node's pull secrets goes with the lab. */
final class PullSecretsTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final Map<String, String> OWN = NAMES.tags("kubelet", "1").unnamed();

  /** Tags by name. */
  private final Map<String, Map<String, String>> there = new TreeMap<>();

  private final FakeAws aws =
      new FakeAws()
          .on(SecretsManagerClient.class, "listSecrets", ListSecretsRequest.class, this::list)
          .on(SecretsManagerClient.class, "deleteSecret", DeleteSecretRequest.class, this::delete);
  private final PullSecrets secrets =
      new PullSecrets(aws.clients(), NAMES.tags("kubelet", "1"), NAMES);

  /** One a page. */
  private ListSecretsResponse list(ListSecretsRequest request) {
    var names = there.keySet().stream().toList();
    int at = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
    var page = ListSecretsResponse.builder();
    if (at < names.size()) {
      page.secretList(
          SecretListEntry.builder()
              .name(names.get(at))
              .arn(arn(names.get(at)))
              .tags(
                  there.get(names.get(at)).entrySet().stream()
                      .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                      .toList())
              .build());
    }
    return page.nextToken(at + 1 < names.size() ? Integer.toString(at + 1) : null).build();
  }

  private DeleteSecretResponse delete(DeleteSecretRequest request) {
    assertThat(request.forceDeleteWithoutRecovery()).isTrue();
    if (!there.keySet().removeIf(name -> arn(name).equals(request.secretId()))) {
      throw ResourceNotFoundException.builder().build();
    }
    return DeleteSecretResponse.builder().build();
  }

  private static String arn(String name) {
    return "arn:aws:secretsmanager:eu-west-1:111122223333:secret:" + name + "-AbCdEf";
  }

  @Test
  void thoseWithTheLabsNameAndTagsAreFoundAndDeleted() {
    there.put("fnk/eks-lab/pull-1", OWN);
    there.put("fnk/eks-lab/pull-2", OWN);
    there.put("fnk/eks-lab/pull-3", Map.of());
    there.put("fnk/eks-lab/pull-4", Map.of("fnk.dev/lab", "eks-lab", "fnk.dev/region", "x"));
    there.put("other", OWN);
    var state = new ObservedState();

    assertThat(secrets.label()).isEqualTo("secretsmanager:secret fnk/eks-lab/pull-*");
    var found = secrets.observe(state).present().orElseThrow();
    assertThat(found.id()).isEqualTo("2 secrets");
    assertThat(secrets.traces(state))
        .containsExactly(
            Trace.left("secretsmanager:secret", arn("fnk/eks-lab/pull-1"), "available"),
            Trace.left("secretsmanager:secret", arn("fnk/eks-lab/pull-2"), "available"));

    secrets.delete(found, new FakeWork(state));

    assertThat(there).containsOnlyKeys("fnk/eks-lab/pull-3", "fnk/eks-lab/pull-4", "other");
    assertThat(secrets.observe(state)).isInstanceOf(Absent.class);
    assertThat(secrets.traces(state)).isEmpty();
    assertThat(aws.requests(ListSecretsRequest.class).getFirst().filters().getFirst().values())
        .containsExactly("fnk/eks-lab/pull-");
  }
}
