package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import dev.fnk.cli.resource.eks.KubeconfigContext.WriteResult;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Certificate;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.DescribeClusterRequest;
import software.amazon.awssdk.services.eks.model.DescribeClusterResponse;
import software.amazon.awssdk.services.eks.model.ResourceNotFoundException;

final class KubeconfigWriteTest {
  private static final String ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab";
  private static final Cluster ACTIVE =
      Cluster.builder()
          .name("eks-lab")
          .status(ClusterStatus.ACTIVE)
          .endpoint("https://cluster")
          .certificateAuthority(Certificate.builder().data("UEVN").build())
          .build();

  @TempDir private Path home;

  @Test
  void aClusterOfAnybodyIsWrittenAndItsContextIsTheCurrentOne() {
    var written = (WriteResult.Written) context(answering(ACTIVE)).write();

    assertThat(written.file()).isEqualTo(home.resolve(".kube/config"));
    assertThat(written.context()).isEqualTo(ARN);
    assertThat(written.switched()).isEmpty();
    assertThat(written.caution()).contains("take care");
    assertThat(written.file()).content().contains("https://cluster", "UEVN", "fnk");
  }

  @Test
  void howToGoBackIsSaid() throws IOException {
    Files.createDirectories(home.resolve(".kube"));
    Files.writeString(home.resolve(".kube/config"), "current-context: mine\n");

    var written = (WriteResult.Written) context(answering(ACTIVE)).write();

    assertThat(written.switched())
        .contains(
            "current-context is now %s (kubectl config use-context mine goes back)".formatted(ARN));
  }

  @Test
  void whatHasNoEndpointYetIsNotWritten() {
    var young = Cluster.builder().name("eks-lab").status(ClusterStatus.CREATING).build();

    assertThat(context(answering(young)).write())
        .isEqualTo(new WriteResult.NotThere(new ClusterEndpoint.NotYet("CREATING")));
    assertThat(home.resolve(".kube")).doesNotExist();
  }

  @Test
  void noClusterIsToldApart() {
    var none =
        context(
            request -> {
              throw ResourceNotFoundException.builder().message("none").build();
            });

    assertThat(none.write()).isEqualTo(new WriteResult.NotThere(new ClusterEndpoint.NoCluster()));
    assertThat(home.resolve(".kube")).doesNotExist();
  }

  private static Function<DescribeClusterRequest, Object> answering(Cluster cluster) {
    return request -> DescribeClusterResponse.builder().cluster(cluster).build();
  }

  private KubeconfigContext context(Function<DescribeClusterRequest, Object> answer) {
    var aws =
        new FakeAws()
            .on(EksClient.class, "describeCluster", DescribeClusterRequest.class, answer)
            .clients();
    return new KubeconfigContext(
        KubeconfigFile.of(Map.of(), home),
        new TestLab(aws, Map.of()).the(EksCluster.class),
        ARN,
        new ExecCommand(List.of("/opt/fnk", "token"), Map.of(), Optional.of("take care")));
  }
}
