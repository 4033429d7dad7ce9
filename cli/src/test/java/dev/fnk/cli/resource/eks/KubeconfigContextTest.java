package dev.fnk.cli.resource.eks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Trace;
import dev.fnk.cli.stage.FakeWork;
import dev.fnk.cli.stage.TestLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster's entry in the user's kubeconfig. */
final class KubeconfigContextTest {
  private static final String ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/eks-lab";

  @TempDir private Path home;
  private final EksCluster cluster =
      new TestLab(new FakeAws().clients(), Map.of()).the(EksCluster.class);
  private final ObservedState known = new ObservedState();
  private final FakeWork work = new FakeWork(known);

  private KubeconfigContext context(Optional<String> caution) {
    return new KubeconfigContext(
        KubeconfigFile.of(Map.of(), home),
        cluster,
        ARN,
        new ExecCommand(List.of("fnk", "token"), Map.of(), caution));
  }

  @Test
  void itIsWrittenWithTheClustersEndpointAndTakenOutAgain() throws IOException {
    known.put(cluster, TestClusters.at("https://one.example"));
    var context = context(Optional.empty());
    assertThat(context.observe(known)).isInstanceOf(Absent.class);
    assertThat(context.traces(known)).isEmpty();

    var made = context.create(work);
    known.put(context, made);

    var file = home.resolve(".kube/config");
    assertThat(Files.readString(file)).contains("https://one.example", ARN);
    assertThat(context.observe(known)).isEqualTo(made);
    assertThat(made.attributes().file()).isEqualTo(file.toString());
    assertThat(context.diff(made, known)).isEqualTo(Change.none());
    assertThat(context.traces(known))
        .containsExactly(Trace.left("kubeconfig:context", file.toString(), "names " + ARN));
    assertThat(work.notices()).isEmpty();
    assertThat(context.needs()).containsExactly(cluster);

    context.delete(made, work);
    assertThat(context.observe(known)).isInstanceOf(Absent.class);
  }

  @Test
  void anotherEndpointIsWrittenAnew() {
    known.put(cluster, TestClusters.at("https://one.example"));
    var context = context(Optional.empty());
    var made = context.create(work);
    known.put(cluster, TestClusters.at("https://two.example"));

    assertThat(context.diff(made, known)).isInstanceOf(Change.Update.class);
    context.update(made, work);
    assertThat(context.diff(made, known)).isEqualTo(Change.none());
    known.put(cluster, new Absent<>());
    assertThat(context.diff(made, known)).isInstanceOf(Change.Update.class);
  }

  @Test
  void whoseContextItTakesThePlaceOfIsToldTheWayBack() throws IOException {
    known.put(cluster, TestClusters.at("https://one.example"));
    Files.createDirectories(home.resolve(".kube"));
    Files.writeString(
        home.resolve(".kube/config"),
        """
        apiVersion: v1
        kind: Config
        current-context: mine
        contexts:
        - name: mine
          context: {cluster: mine, user: me}
        """);

    context(Optional.of("the command is of a folder")).create(work);

    assertThat(work.notices())
        .hasSize(2)
        .anySatisfy(n -> assertThat(n).contains("kubectl config use-context mine goes back"))
        .last()
        .isEqualTo("the command is of a folder");
  }
}
