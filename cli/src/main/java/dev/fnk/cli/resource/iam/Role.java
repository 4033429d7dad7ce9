package dev.fnk.cli.resource.iam;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.aws.AwsErrors;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.template.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * An IAM role with its trust policy, its own (inline) policies and the policies of AWS that are
 * attached to it. AWS needs seconds until a new role can be passed; who passes it waits.
 */
public final class Role implements ManagedResource<Role.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final Wanted wanted;
  private final List<Resource<?>> before;

  /**
   * @param trust trust policy, JSON
   * @param inline policy name to document, JSON
   * @param attached ARNs of managed policies
   */
  public record Wanted(
      String name,
      String description,
      String trust,
      Map<String, String> inline,
      Set<String> attached) {
    public Wanted {
      inline = Map.copyOf(inline);
      attached = Set.copyOf(attached);
    }
  }

  /** The same, as it is. */
  public record Attributes(
      String arn, String trust, Map<String, String> inline, Set<String> attached) {
    public Attributes {
      inline = Map.copyOf(inline);
      attached = Set.copyOf(attached);
    }
  }

  /**
   * @param before roles that an earlier fnk made in its place: what uses it used them, so they go
   *     after it
   */
  public Role(AwsClients aws, LabTags tags, Wanted wanted, List<? extends Resource<?>> before) {
    this.aws = aws;
    this.tags = tags;
    this.wanted = wanted;
    this.before = List.copyOf(before);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("iam:role", wanted.name());
  }

  @Override
  public List<Resource<?>> needs() {
    return before;
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    try {
      return calls().read().map(this::observed).orElseGet(Absent::new);
    } catch (NoSuchEntityException e) {
      return new Absent<>(); // known here and not there: just made, or just gone
    }
  }

  private Observed<Attributes> observed(software.amazon.awssdk.services.iam.model.Role role) {
    var has = RoleCalls.tags(role);
    if (!tags.ownOfAccount(has)) {
      return new Foreign<>(role.roleId(), Optional.of(role.arn()), tags.foreign(has));
    }
    return new Present<>(
        role.roleName(),
        Optional.of(role.arn()),
        "available",
        new Attributes(
            role.arn(),
            RoleCalls.decoded(role.assumeRolePolicyDocument()),
            calls().inline(),
            calls().attached()));
  }

  private RoleCalls calls() {
    return new RoleCalls(aws.iam(), name());
  }

  /** What others add to the role is theirs, and no drift. */
  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    var is = present.attributes();
    if (!Json.same(is.trust(), wanted.trust())) {
      return Change.update("its trust policy differs");
    }
    for (var policy : new TreeMap<>(wanted.inline()).entrySet()) {
      if (!has(is, policy.getKey(), policy.getValue())) {
        return Change.update(
            is.inline().containsKey(policy.getKey())
                ? "its policy %s differs".formatted(policy.getKey())
                : "it lacks its policy %s".formatted(policy.getKey()));
      }
    }
    return is.attached().containsAll(wanted.attached())
        ? Change.none()
        : Change.update("a managed policy is not attached");
  }

  private static boolean has(Attributes is, String policy, String document) {
    return Json.same(is.inline().getOrDefault(policy, "{}"), document);
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    try {
      aws.iam()
          .createRole(
              r ->
                  r.roleName(name())
                      .description(wanted.description())
                      .assumeRolePolicyDocument(wanted.trust())
                      .tags(tagList()));
    } catch (EntityAlreadyExistsException e) {
      if (observe(context.known()) instanceof Foreign<Attributes>) {
        throw e;
      }
    }
    var made = context.untilKnown("the role", this);
    return update(made, context);
  }

  private List<Tag> tagList() {
    return tags.named(name()).entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    var is = present.attributes();
    if (!Json.same(is.trust(), wanted.trust())) {
      settled(
          context,
          iam ->
              iam.updateAssumeRolePolicy(r -> r.roleName(name()).policyDocument(wanted.trust())));
    }
    wanted
        .inline()
        .forEach(
            (policy, document) -> {
              if (!has(is, policy, document)) {
                settled(
                    context,
                    iam ->
                        iam.putRolePolicy(
                            r -> r.roleName(name()).policyName(policy).policyDocument(document)));
              }
            });
    for (var arn : wanted.attached()) {
      settled(context, iam -> iam.attachRolePolicy(r -> r.roleName(name()).policyArn(arn)));
    }
    return new Present<>(
        present.id(),
        present.arn(),
        present.state(),
        new Attributes(is.arn(), wanted.trust(), wanted.inline(), wanted.attached()));
  }

  /** A role just made is not known everywhere yet; all these calls may be made twice. */
  private void settled(ResourceContext context, Consumer<IamClient> call) {
    context.retry(
        "IAM to know the role",
        context.deadlines().consistency(),
        e -> AwsErrors.is(e, "NoSuchEntity", "ConcurrentModification"),
        () -> {
          call.accept(aws.iam());
          return true;
        });
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    calls().delete(wanted.inline().keySet(), wanted.attached(), context);
  }
}
