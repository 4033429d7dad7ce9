package dev.fnk.cli.resource.eks;

import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigEntry;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The cluster's entry in the user's kubeconfig. */
public final class KubeconfigContext implements ManagedResource<KubeconfigContext.Attributes> {
  private final KubeconfigFile file;
  private final EksCluster cluster;
  private final String arn;
  private final ExecCommand tokenCommand;

  /**
   * @param file path of the file that holds it
   */
  public record Attributes(String file) {}

  /**
   * @param arn the cluster's, known before it exists
   * @param tokenCommand what prints a token of it
   */
  public KubeconfigContext(
      KubeconfigFile file, EksCluster cluster, String arn, ExecCommand tokenCommand) {
    this.file = file;
    this.cluster = cluster;
    this.arn = arn;
    this.tokenCommand = tokenCommand;
  }

  @Override
  public ResourceId id() {
    return new ResourceId("kubeconfig:context", cluster.name());
  }

  @Override
  public List<Resource<?>> needs() {
    return List.of(cluster);
  }

  @Override
  public Observed<Attributes> observe(ObservedState known) {
    return file.names(arn) ? present() : new Absent<>();
  }

  private Present<Attributes> present() {
    var path = file.file(arn).toString();
    return new Present<>(arn, Optional.empty(), path, new Attributes(path));
  }

  @Override
  public Change diff(Present<Attributes> present, ObservedState known) {
    return known
        .find(cluster)
        .filter(c -> file.has(entry(c.attributes())))
        .map(_ -> Change.none())
        .orElseGet(() -> Change.update("it names another endpoint or command, or no context"));
  }

  private KubeconfigEntry entry(EksCluster.Attributes is) {
    return new KubeconfigEntry(arn, is.endpoint(), is.certificateAuthority(), tokenCommand);
  }

  @Override
  public Present<Attributes> create(ResourceContext context) {
    var written = write(entry(context.known().of(cluster).attributes()));
    written
        .switched()
        .ifPresent(switched -> context.notice("%s: %s".formatted(written.file(), switched)));
    written.caution().ifPresent(context::notice);
    return present();
  }

  /** What came of asking EKS for the cluster and putting it into the file. */
  public sealed interface WriteResult {
    /**
     * @param file that holds the entry
     * @param context its name, the current one now
     * @param switched which context was current before and how to go back, if it was another
     * @param caution what the entry's command still takes from kubectl's environment
     */
    record Written(Path file, String context, Optional<String> switched, Optional<String> caution)
        implements WriteResult {}

    /** There is nothing to write. */
    record NotThere(ClusterEndpoint endpoint) implements WriteResult {}
  }

  /** Puts the cluster into the file as EKS describes it now, whoever made it. */
  public WriteResult write() {
    return switch (cluster.endpoint()) {
      case ClusterEndpoint.Known(String server, String authority) ->
          write(new KubeconfigEntry(arn, server, authority, tokenCommand));
      case ClusterEndpoint missing -> new WriteResult.NotThere(missing);
    };
  }

  private WriteResult.Written write(KubeconfigEntry entry) {
    var before = file.put(entry);
    var context = file.context(arn);
    return new WriteResult.Written(
        file.file(arn),
        context,
        before.map(
            was ->
                "current-context is now %s (kubectl config use-context %s goes back)"
                    .formatted(context, was)),
        tokenCommand.caution());
  }

  @Override
  public Present<Attributes> update(Present<Attributes> present, ResourceContext context) {
    return create(context);
  }

  @Override
  public List<Trace> traces(ObservedState known) {
    return known
        .find(this)
        .map(p -> List.of(Trace.left(type(), p.attributes().file(), "names " + arn)))
        .orElseGet(List::of);
  }

  @Override
  public void delete(Present<Attributes> present, ResourceContext context) {
    file.remove(arn);
  }
}
