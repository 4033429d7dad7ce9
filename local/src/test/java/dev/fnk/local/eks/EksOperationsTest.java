package dev.fnk.local.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.access.RequiredPermission;
import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.controlplane.binaries.BinarySettings;
import dev.fnk.local.controlplane.binaries.ControlPlaneBinaries;
import dev.fnk.local.eks.protocol.EksOperation;
import dev.fnk.local.json.Json;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eks.EksClient;
import tools.jackson.databind.JsonNode;

/** What the EKS API asks of its callers and answers without any cluster. */
final class EksOperationsTest {
  private static final String CLUSTER = "arn:aws:eks:eu-west-1:123456789012:cluster/";

  private EksService eks;
  private ChildProcesses children;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    children = new ChildProcesses(directory);
    eks =
        new EksService(
            none(LocalAccount.class),
            none(VpcNetworks.class),
            children,
            new ControlPlaneBinaries(BinarySettings.fromEnvironment(Map.of(), directory)),
            directory.resolve("eks"),
            Duration.ZERO);
  }

  @AfterEach
  void stop() throws Exception {
    eks.close();
    children.close();
  }

  @Test
  void everyOperationIsOneOfTheServiceAndBoundOnce() {
    List<String> known =
        Arrays.stream(EksClient.class.getMethods())
            .map(method -> method.getName().toLowerCase(Locale.ROOT))
            .toList();
    assertThat(eks.operations())
        .extracting(EksOperation::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> known.contains(name.toLowerCase(Locale.ROOT)));
    assertThat(eks.operations()).extracting(EksOperation::shape).doesNotHaveDuplicates();
  }

  @Test
  void everyOperationNamesItsPermission() {
    for (EksOperation operation : eks.operations()) {
      String method = operation.shape().substring(0, operation.shape().indexOf(' '));
      String path = operation.shape().substring(method.length() + 1).replace("*", "x");
      assertThat(permissions(method, path, ""))
          .as(operation.shape())
          .extracting(RequiredPermission::action)
          .contains("eks:" + operation.name());
    }
  }

  @Test
  void permissionsNameWhatTheyAreFor() {
    assertThat(permissions("GET", "/clusters/eks-lab", ""))
        .containsExactly(RequiredPermission.of("eks:DescribeCluster", CLUSTER + "eks-lab"));
    assertThat(permissions("GET", "/clusters", ""))
        .containsExactly(RequiredPermission.of("eks:ListClusters", "*"));
    assertThat(permissions("GET", "/cluster-versions", ""))
        .containsExactly(RequiredPermission.of("eks:DescribeClusterVersions", "*"));
    assertThat(permissions("DELETE", "/clusters/l/access-entries/arn%3Ax", ""))
        .containsExactly(
            RequiredPermission.of("eks:DeleteAccessEntry", RequiredPermission.UNKNOWN));
    assertThat(permissions("POST", "/clusters", "{\"name\":\"l\",\"roleArn\":\"arn:r\"}"))
        .containsExactly(
            RequiredPermission.of("eks:CreateCluster", CLUSTER + "l"),
            RequiredPermission.passRole("arn:r", "eks.amazonaws.com"));
    assertThat(permissions("GET", "/nothing", ""))
        .containsExactly(RequiredPermission.of("eks:", RequiredPermission.UNKNOWN));
  }

  @Test
  void whatIsNotThereIsNotImplemented() {
    assertThatThrownBy(() -> eks.handle(request("GET", "/nothing", "", "")))
        .isInstanceOf(AwsError.class);
  }

  @Test
  void versionsAreToldWithTheirSupport() {
    JsonNode newest = versions("clusterVersions=1.36").get(0);
    assertThat(newest.path("defaultVersion").asBoolean()).isTrue();
    assertThat(newest.path("endOfStandardSupportDate").asLong()).isEqualTo(1_817_164_800L);
    assertThat(newest.path("kubernetesPatchVersion").asString("")).startsWith("1.36.");
    assertThat(versions("versionStatus=UNSUPPORTED&includeAll=true").toString()).contains("1.30");
    assertThat(versions("").toString()).contains("1.35").doesNotContain("\"1.30\"");
    assertThat(versions("defaultOnly=true")).hasSize(1);
    JsonNode first = answer("maxResults=1");
    assertThat(first.path("clusterVersions")).hasSize(1);
    assertThat(first.path("nextToken").asString("")).isNotEmpty();
  }

  private JsonNode versions(String query) {
    return answer(query).path("clusterVersions");
  }

  private JsonNode answer(String query) {
    return Json.mapper()
        .readTree(eks.handle(request("GET", "/cluster-versions", query, "")).body());
  }

  private List<RequiredPermission> permissions(String method, String path, String body) {
    return eks.permissions(request(method, path, "", body));
  }

  private static AwsRequest request(String method, String path, String query, String body) {
    return new AwsRequest(
        "eks",
        "eu-west-1",
        new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROATEST:s"),
        method,
        path,
        query,
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** One that is never asked. */
  private static <T> T none(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new AssertionError(method + " is called");
            }));
  }
}
