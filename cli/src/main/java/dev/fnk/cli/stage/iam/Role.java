package dev.fnk.cli.stage.iam;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.Known;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Work;
import dev.fnk.cli.stage.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * An IAM role with its trust policy, its own (inline) policies and the policies of AWS that are
 * attached to it. AWS needs seconds until a new role can be passed; who passes it waits.
 */
public final class Role implements Resource<Role.Attributes> {
  private final AwsClients aws;
  private final LabTags tags;
  private final Wanted wanted;

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

  public Role(AwsClients aws, LabTags tags, Wanted wanted) {
    this.aws = aws;
    this.tags = tags;
    this.wanted = wanted;
  }

  @Override
  public String type() {
    return "iam:role";
  }

  @Override
  public String name() {
    return wanted.name();
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of();
  }

  @Override
  public Observed<Attributes> observe(Known known) {
    try {
      var role = aws.iam().getRole(r -> r.roleName(name())).role();
      Map<String, String> has = new HashMap<>();
      role.tags().forEach(t -> has.put(t.key(), t.value()));
      if (!tags.own(has)) {
        return new Foreign<>(role.roleId(), Optional.of(role.arn()), tags.foreign(has));
      }
      return new Present<>(
          role.roleName(),
          Optional.of(role.arn()),
          "available",
          new Attributes(
              role.arn(), decoded(role.assumeRolePolicyDocument()), inline(), attached()));
    } catch (NoSuchEntityException e) {
      return new Absent<>();
    }
  }

  private Map<String, String> inline() {
    var documents = new HashMap<String, String>();
    for (var policy : aws.iam().listRolePoliciesPaginator(r -> r.roleName(name())).policyNames()) {
      var document =
          aws.iam().getRolePolicy(r -> r.roleName(name()).policyName(policy)).policyDocument();
      documents.put(policy, decoded(document));
    }
    return documents;
  }

  private Set<String> attached() {
    var arns = new TreeSet<String>();
    aws.iam().listAttachedRolePoliciesPaginator(r -> r.roleName(name())).attachedPolicies().stream()
        .map(AttachedPolicy::policyArn)
        .forEach(arns::add);
    return arns;
  }

  /** IAM answers documents percent-encoded (RFC 3986). */
  private static String decoded(String document) {
    return URLDecoder.decode(document.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public Change diff(Present<Attributes> present, Known known) {
    var is = present.attributes();
    if (!Json.same(is.trust(), wanted.trust())) {
      return Change.update("its trust policy differs");
    }
    if (!is.inline().keySet().equals(wanted.inline().keySet())) {
      return Change.update(
          "has policies %s, wanted are %s"
              .formatted(
                  new TreeSet<>(is.inline().keySet()), new TreeSet<>(wanted.inline().keySet())));
    }
    for (var policy : wanted.inline().entrySet()) {
      if (!Json.same(is.inline().getOrDefault(policy.getKey(), "{}"), policy.getValue())) {
        return Change.update("its policy %s differs".formatted(policy.getKey()));
      }
    }
    return is.attached().equals(wanted.attached())
        ? Change.none()
        : Change.update("other managed policies are attached");
  }

  @Override
  public Present<Attributes> create(Work work) {
    try {
      aws.iam()
          .createRole(
              r ->
                  r.roleName(name())
                      .description(wanted.description())
                      .assumeRolePolicyDocument(wanted.trust())
                      .tags(tagList()));
    } catch (EntityAlreadyExistsException e) {
      if (observe(work.known()) instanceof Foreign<Attributes>) {
        throw e;
      }
    }
    var made =
        work.await(
            "the role to be known",
            work.deadlines().consistency(),
            () -> observe(work.known()).present());
    return update(made, work);
  }

  private List<Tag> tagList() {
    return tags.named(name()).entrySet().stream()
        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
        .toList();
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, Work work) {
    var is = present.attributes();
    if (!Json.same(is.trust(), wanted.trust())) {
      aws.iam().updateAssumeRolePolicy(r -> r.roleName(name()).policyDocument(wanted.trust()));
    }
    wanted
        .inline()
        .forEach(
            (policy, document) -> {
              if (!Json.same(is.inline().getOrDefault(policy, "{}"), document)) {
                aws.iam()
                    .putRolePolicy(
                        r -> r.roleName(name()).policyName(policy).policyDocument(document));
              }
            });
    for (var policy : is.inline().keySet()) {
      if (!wanted.inline().containsKey(policy)) {
        aws.iam().deleteRolePolicy(r -> r.roleName(name()).policyName(policy));
      }
    }
    for (var arn : wanted.attached()) {
      aws.iam().attachRolePolicy(r -> r.roleName(name()).policyArn(arn)); // idempotent
    }
    for (var arn : is.attached()) {
      if (!wanted.attached().contains(arn)) {
        aws.iam().detachRolePolicy(r -> r.roleName(name()).policyArn(arn));
      }
    }
    return new Present<>(
        present.id(),
        present.arn(),
        present.state(),
        new Attributes(is.arn(), wanted.trust(), wanted.inline(), wanted.attached()));
  }

  @Override
  public void delete(Present<Attributes> present, Work work) {
    for (var policy : present.attributes().inline().keySet()) {
      gone(() -> aws.iam().deleteRolePolicy(r -> r.roleName(name()).policyName(policy)));
    }
    for (var arn : present.attributes().attached()) {
      gone(() -> aws.iam().detachRolePolicy(r -> r.roleName(name()).policyArn(arn)));
    }
    gone(() -> aws.iam().deleteRole(r -> r.roleName(name())));
  }

  private static void gone(Runnable delete) {
    try {
      delete.run();
    } catch (NoSuchEntityException _) {
      // what was asked for
    }
  }
}
