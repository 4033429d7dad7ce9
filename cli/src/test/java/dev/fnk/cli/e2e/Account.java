package dev.fnk.cli.e2e;

import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The local account as the AWS SDK sees it. */
final class Account implements AutoCloseable {
  final Ec2Client ec2;
  final EksClient eks;
  final EcsClient ecs;
  final EcrClient ecr;
  final IamClient iam;
  final CloudWatchLogsClient logs;
  final ResourceGroupsTaggingApiClient tagging;
  final SecretsManagerClient secrets;

  private final URI endpoint;
  private final StaticCredentialsProvider credentials;

  Account(URI endpoint, String accessKeyId, String secretAccessKey) {
    this.endpoint = endpoint;
    this.credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
    ec2 = client(Ec2Client.builder().httpClientBuilder(ApacheHttpClient.builder()));
    eks = client(EksClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    ecs = client(EcsClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    ecr = client(EcrClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    iam = client(IamClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    logs = client(CloudWatchLogsClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    tagging =
        client(
            ResourceGroupsTaggingApiClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
    secrets = client(SecretsManagerClient.builder().httpClientBuilder(ApacheHttpClient.builder()));
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.EU_WEST_1)
        .credentialsProvider(credentials)
        .build();
  }

  /** Tasks of a cluster that are to run. */
  List<Task> tasks(String cluster) {
    var arns =
        ecs
            .listTasksPaginator(r -> r.cluster(cluster).desiredStatus(DesiredStatus.RUNNING))
            .taskArns()
            .stream()
            .toList();
    return arns.isEmpty()
        ? List.of()
        : ecs.describeTasks(r -> r.cluster(cluster).tasks(arns)).tasks();
  }

  /** Tasks that the node started for pods, by their ARNs, sorted. */
  List<String> podTasks(String cluster) {
    return tasks(cluster).stream()
        .filter(task -> task.startedBy() == null || !task.startedBy().startsWith("ecs-svc/"))
        .map(Task::taskArn)
        .sorted()
        .toList();
  }

  /** Tasks that the service keeps: one, or two for a moment. */
  List<Task> serviceTasks(String cluster) {
    return tasks(cluster).stream()
        .filter(task -> task.startedBy() != null && task.startedBy().startsWith("ecs-svc/"))
        .toList();
  }

  /** Lines of all log groups whose name contains this, oldest first. */
  List<String> logLines(String groupPart) {
    return logs.describeLogGroupsPaginator().logGroups().stream()
        .filter(group -> group.logGroupName().contains(groupPart))
        .flatMap(
            group ->
                logs
                    .filterLogEventsPaginator(r -> r.logGroupName(group.logGroupName()))
                    .events()
                    .stream())
        .map(FilteredLogEvent::message)
        .toList();
  }

  /** ARNs of all that carries the lab's tag. */
  List<String> tagged(String lab) {
    return tagging
        .getResourcesPaginator(
            r -> r.tagFilters(TagFilter.builder().key("fnk.dev/lab").values(lab).build()))
        .resourceTagMappingList()
        .stream()
        .map(mapping -> mapping.resourceARN())
        .toList();
  }

  @Override
  public void close() {
    List.of(ec2, eks, ecs, ecr, iam, logs, tagging, secrets).forEach(client -> client.close());
  }
}
