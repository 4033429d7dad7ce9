package dev.fnk.cli.command.kubelet;

import dev.fnk.cli.config.Architecture;
import dev.fnk.cli.config.ConfigException;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.config.YamlText;
import dev.fnk.cli.console.ExitCode;
import dev.fnk.cli.engine.PriceList;
import dev.fnk.cli.invocation.Invocation;
import dev.fnk.cli.invocation.VersionProvider;
import dev.fnk.cli.manifest.Manifest;
import dev.fnk.cli.manifest.ManifestReader;
import dev.fnk.cli.manifest.PodTemplate;
import dev.fnk.cli.printer.ExplainedPod;
import dev.fnk.cli.printer.ExplanationPrinter;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.Usage;
import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.explain.Explainer;
import dev.fnk.kubelet.explain.Explanation;
import dev.fnk.kubelet.explain.KnownLab;
import dev.fnk.kubelet.explain.KnownObjects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description = {
      "Tells what the virtual node would make of the pods of a manifest, without a cluster and"
          + " without credentials: size, cost, task definition, what the agent is told, what is left"
          + " out, what is refused.",
      "What only an image, the cluster or the task knows stands in parentheses.",
      "Exit code 2: something is refused."
    })
public final class KubeletExplainCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final String NEXT = "give it what `kubectl apply -f` takes";

  private final Invocation invocation;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description = {
        "manifests, YAML or JSON, one document or several; - reads standard input.",
        "Pods, Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs, CronJobs, lists of them"
      })
  private String file = STDIN;

  public KubeletExplainCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    LabConfig config = invocation.config();
    String name = file.equals(STDIN) ? "standard input" : file;
    Manifest manifest = ManifestReader.read(name, text(name), config.kubelet().nodeName());
    if (manifest.pods().isEmpty()) {
      List<String> rest =
          Stream.concat(manifest.known().stream(), manifest.others().stream()).toList();
      throw new ConfigException(
          name
              + ": nothing in it makes pods"
              + (rest.isEmpty() ? "" : ": " + String.join(", ", rest)),
          NEXT);
    }
    Explainer explainer = new Explainer(lab(config));
    List<ExplainedPod> pods =
        manifest.pods().stream()
            .map(pod -> explained(pod, manifest.objects(), explainer, config))
            .toList();
    ExplanationPrinter printer = new ExplanationPrinter(pods, manifest.known(), manifest.others());
    invocation.print("pods", () -> printer.text(invocation.console().out()), printer::fields);
    boolean refused = pods.stream().anyMatch(ExplainedPod::refused);
    return (refused ? ExitCode.REFUSED : ExitCode.OK).code();
  }

  private String text(String name) {
    return file.equals(STDIN)
        ? invocation.console().in().lines().collect(Collectors.joining("\n"))
        : new YamlText(name, NEXT).read(invocation.console().directory().resolve(file));
  }

  private static ExplainedPod explained(
      PodTemplate template, KnownObjects objects, Explainer explainer, LabConfig config) {
    Explanation explanation = explainer.explain(template.pod(), objects);
    List<Usage> usage =
        switch (explanation) {
          case Explanation.Refused _ -> List.of();
          case Explanation.Runs runs -> usage(runs, config);
        };
    return new ExplainedPod(
        new ExplainedPod.Owner(template.kind(), template.namespace(), template.name()),
        template.replicas(),
        explanation,
        PriceList.of(config.region()).cost(usage));
  }

  private static List<Usage> usage(Explanation.Runs runs, LabConfig config) {
    FargateSize size = runs.sizing().size();
    Architecture own = config.architecture();
    boolean ofTheNodes =
        runs.taskDefinition().get("runtimePlatform") instanceof Map<?, ?> platform
            && own.ecs().equals(platform.get("cpuArchitecture"));
    Architecture architecture = ofTheNodes ? own : own.other();
    var task = new Usage.Tasks("pod", 1, size.cpu(), size.memoryMiB(), architecture);
    return runs.placed().publicIp()
        ? List.of(task, new Usage.PublicAddresses("pod", 1))
        : List.of(task);
  }

  /** As the lab makes its names; whose account it will be is not known. */
  private static KnownLab lab(LabConfig config) {
    LabNames names = new LabNames(config.lab(), config.region());
    String role = "arn:aws:iam::(account):role/";
    return new KnownLab(
        config.lab(),
        config.region(),
        config.kubelet().nodeName(),
        role + names.executionRole(),
        role + names.podRole(),
        Set.copyOf(config.containers().podRoles()),
        role + names.kubeletRole(),
        "(account).dkr.ecr.%s.amazonaws.com/%s@(digest)"
            .formatted(config.region(), names.kubeletRepository()),
        names.logGroup(),
        config.architecture().ecs(),
        names.tags("kubelet", VersionProvider.version()).unnamed(),
        Set.copyOf(config.containers().tagLabels()));
  }
}
