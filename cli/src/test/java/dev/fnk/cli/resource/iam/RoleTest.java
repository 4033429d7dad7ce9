package dev.fnk.cli.resource.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.stage.FakeWork;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAssumeRolePolicyResponse;

final class RoleTest {
  private static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  private static final String MANAGED = "arn:aws:iam::aws:policy/Managed";

  private final FakeIam iam = new FakeIam();
  private final FakeAws aws = iam.in(new FakeAws());
  private final Role role =
      new Role(
          aws.clients(),
          NAMES.tags("ecs", "1"),
          new Role.Wanted(
              NAMES.podRole(), "pods", "{\"a\":1}", Map.of("pod", "{\"b\":2}"), Set.of(MANAGED)),
          List.of());
  private final FakeWork work = new FakeWork();

  private Present<Role.Attributes> seen() {
    return role.observe(new ObservedState()).present().orElseThrow();
  }

  @Test
  void theRoleOfAnotherRegionsLabIsForeign() {
    iam.role(NAMES.podRole(), new LabNames("eks-lab", "us-east-1").tags("ecs", "1").named("x"));

    assertThat(role.observe(new ObservedState())).isInstanceOf(Foreign.class);
  }

  @Test
  void itIsMadeWithItsPoliciesAndGoesWithThem() {
    var made = role.create(work);

    assertThat(role.diff(seen(), new ObservedState())).isInstanceOf(Change.None.class);
    assertThat(made.attributes().inline()).containsOnlyKeys("pod");

    role.delete(seen(), work);
    assertThat(iam.roles).isEmpty();
  }

  @Test
  void iamThatStillSeesThePoliciesIsAskedAgain() {
    role.create(work);
    iam.stale = 3;

    role.delete(seen(), work);

    assertThat(iam.roles).isEmpty();
  }

  @Test
  void aRoleJustMadeIsNotKnownEverywhereYet() {
    iam.unread = 5;
    iam.unwritten = 2;

    role.create(work);

    assertThat(iam.roles.get(NAMES.podRole()).inline).containsOnlyKeys("pod");
    assertThat(iam.roles.get(NAMES.podRole()).attached).containsExactly(MANAGED);
  }

  @Test
  void whatOthersAddToItIsNoDriftAndStays() {
    role.create(work);
    var held = iam.roles.get(NAMES.podRole());
    held.inline.put("buckets", "{}");
    held.attached.add("arn:aws:iam::111122223333:policy/theirs");

    assertThat(role.diff(seen(), new ObservedState())).isInstanceOf(Change.None.class);
    role.update(seen(), work);

    assertThat(held.inline).containsOnlyKeys("pod", "buckets");
    assertThat(held.attached).contains("arn:aws:iam::111122223333:policy/theirs");
  }

  @Test
  void aPolicyThatOthersWroteIntoItStandsInTheWayByName() {
    role.create(work);
    var held = iam.roles.get(NAMES.podRole());
    held.inline.put("buckets", "{}");
    var present = seen();

    assertThatThrownBy(() -> role.delete(present, work))
        .isInstanceOfSatisfying(
            ResourceException.class,
            e -> {
              assertThat(e).hasMessageContaining("buckets");
              assertThat(e.next()).contains("delete-role-policy").contains(NAMES.podRole());
            });
    assertThat(held.inline).containsKeys("pod", "buckets");
  }

  @Test
  void aPolicyThatOthersAttachedIsDetachedAndNamed() {
    role.create(work);
    iam.roles.get(NAMES.podRole()).attached.add("arn:aws:iam::111122223333:policy/theirs");

    role.delete(seen(), work);

    assertThat(iam.roles).isEmpty();
    assertThat(work.notices()).singleElement().asString().contains("policy/theirs");
  }

  @Test
  void whatDiffersIsSaidAndMended() {
    var known = new ObservedState();
    role.create(work);
    var held = iam.roles.get(NAMES.podRole());
    held.attached.clear();
    assertThat(role.diff(seen(), known))
        .isEqualTo(Change.update("a managed policy is not attached"));
    held.inline.put("pod", "{\"b\":3}");
    assertThat(role.diff(seen(), known)).isEqualTo(Change.update("its policy pod differs"));
    held.inline.clear();
    assertThat(role.diff(seen(), known)).isEqualTo(Change.update("it lacks its policy pod"));
    held.trust = "{}";
    assertThat(role.diff(seen(), known)).isEqualTo(Change.update("its trust policy differs"));
    aws.on(
        IamClient.class,
        "updateAssumeRolePolicy",
        UpdateAssumeRolePolicyRequest.class,
        q -> {
          held.trust = q.policyDocument();
          return UpdateAssumeRolePolicyResponse.builder().build();
        });

    role.update(seen(), work);

    assertThat(role.diff(seen(), known)).isEqualTo(Change.none());
    assertThat(role.needs()).isEmpty();
  }

  @Test
  void oneThatARunBeforeMadeIsFinishedAndAnothersIsNotTouched() {
    aws.on(
        IamClient.class,
        "createRole",
        CreateRoleRequest.class,
        _ -> {
          throw FakeAws.error(
              EntityAlreadyExistsException.builder(), "EntityAlreadyExists", "there");
        });
    iam.role(NAMES.podRole(), NAMES.tags("ecs", "1").named("x")).trust = "{\"a\":1}";
    role.create(work);
    assertThat(iam.roles.get(NAMES.podRole()).inline).containsOnlyKeys("pod");

    iam.role(NAMES.podRole(), Map.of());
    assertThatThrownBy(() -> role.create(work)).isInstanceOf(EntityAlreadyExistsException.class);
    assertThat(iam.roles.get(NAMES.podRole()).inline).isEmpty();
  }

  @Test
  void aRefusalOfIamIsNotWaitedFor() {
    role.create(work);
    iam.roles.get(NAMES.podRole()).inline.clear();
    var calls = new int[1];
    aws.on(
        IamClient.class,
        "putRolePolicy",
        PutRolePolicyRequest.class,
        _ -> {
          calls[0]++;
          throw FakeAws.error("MalformedPolicyDocument", "no");
        });

    assertThatThrownBy(() -> role.update(seen(), work)).hasMessageContaining("no");
    assertThat(calls[0]).isEqualTo(1);
  }
}
