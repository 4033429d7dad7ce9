package dev.fnk.cli.inventory;

import dev.fnk.cli.aws.AwsClients;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * What the services say of which the lab has few things: EKS, ECR, IAM, CloudWatch Logs, Secrets
 * Manager.
 */
record ServiceWitness(AwsClients aws) implements Witness {
  private static final String THERE = "available"; // of what has no state

  @Override
  public Word ask(Named what) {
    return switch (what.label()) {
      case "eks:cluster" -> cluster(what.id());
      case "ecr:repository" -> repository(what.id());
      case "iam:role" -> role(what.id().substring(what.id().lastIndexOf('/') + 1));
      case "logs:log-group" -> logGroup(what.id());
      case "secretsmanager:secret" -> secret(what.arn());
      default ->
          what.service().equals("eks") && cluster(what.part(0)) instanceof Word.Gone gone
              ? gone // add-ons, access entries and their like go with their cluster
              : new Word.CannotTell("fnk does not know how to ask for it");
    };
  }

  private Word cluster(String name) {
    try {
      return new Word.Exists(
          aws.eks().describeCluster(r -> r.name(name)).cluster().statusAsString());
    } catch (ResourceNotFoundException e) {
      return Word.Gone.notFound();
    }
  }

  private Word repository(String name) {
    try {
      return aws.ecr().describeRepositories(r -> r.repositoryNames(name)).repositories().isEmpty()
          ? Word.Gone.notFound()
          : new Word.Exists(THERE);
    } catch (RepositoryNotFoundException e) {
      return Word.Gone.notFound();
    }
  }

  private Word role(String name) {
    try {
      aws.iam().getRole(r -> r.roleName(name));
      return new Word.Exists(THERE);
    } catch (NoSuchEntityException e) {
      return Word.Gone.notFound();
    }
  }

  private Word logGroup(String name) {
    return aws
            .logs()
            .describeLogGroupsPaginator(r -> r.logGroupNamePrefix(name))
            .logGroups()
            .stream()
            .anyMatch(g -> g.logGroupName().equals(name))
        ? new Word.Exists(THERE)
        : Word.Gone.notFound();
  }

  private Word secret(String arn) {
    try {
      return aws.secrets().describeSecret(r -> r.secretId(arn)).deletedDate() == null
          ? new Word.Exists(THERE)
          : new Word.Gone("scheduled for deletion");
    } catch (software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException e) {
      return Word.Gone.notFound();
    }
  }
}
