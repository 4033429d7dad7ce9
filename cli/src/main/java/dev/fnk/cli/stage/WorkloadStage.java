package dev.fnk.cli.stage;

import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Usage;
import dev.fnk.cli.resource.ecr.EcrImage;
import dev.fnk.cli.resource.ecs.Tasks;
import dev.fnk.cli.resource.kubernetes.ClusterAccess;
import dev.fnk.cli.resource.kubernetes.DeploymentSettled;
import dev.fnk.cli.resource.kubernetes.KubernetesObject;
import dev.fnk.cli.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A web page in a few replicas, each a task of its own. */
record WorkloadStage(Optional<KubernetesObject> namespace, KubernetesObject deployment) {
  private static final String NAME = "sample";

  /** What the node gives a pod with the sample's requests: CPU units and MiB. */
  private static final int CPU = 256;

  private static final int MEMORY = 512;

  static WorkloadStage of(
      LabConfig config,
      AwsClients aws,
      String version,
      ClusterAccess access,
      KubeletStage kubelet,
      RegisterStage register) {
    var tags = new LabNames(config.lab(), config.region()).tags("workload", version);
    var place = config.workload().namespace();
    var namespace =
        place.equals("default")
            ? Optional.<KubernetesObject>empty()
            : Optional.of(
                new KubernetesObject(
                    access,
                    tags,
                    KubernetesObject.Wanted.plain(
                        "kubernetes:namespace",
                        KubernetesObject.Key.cluster("v1", "Namespace", place),
                        Templates.render(
                            "manifests/namespace.yaml",
                            Map.of("lab", config.lab(), "namespace", place)))));
    var needs = new ArrayList<Resource<?>>();
    needs.add(kubelet.sampleImage());
    needs.add(register.node());
    namespace.ifPresent(needs::add);
    var deployment =
        new KubernetesObject(
            access,
            tags,
            new KubernetesObject.Wanted(
                "kubernetes:deployment",
                new KubernetesObject.Key("apps/v1", "Deployment", Optional.of(place), NAME),
                known -> manifest(config, kubelet.sampleImage(), known),
                needs,
                Usage.publicTasks(
                    "sample", config.workload().replicas(), CPU, MEMORY, config.architecture()),
                new DeploymentSettled(
                    place,
                    NAME,
                    config.kubelet().nodeName(),
                    new Tasks(aws, new LabNames(config.lab(), config.region())))));
    return new WorkloadStage(namespace, deployment);
  }

  private static Optional<String> manifest(LabConfig config, EcrImage image, ObservedState known) {
    return known
        .find(image)
        .map(
            i ->
                Templates.render(
                    "manifests/sample.yaml",
                    Map.of(
                        "lab", config.lab(),
                        "namespace", config.workload().namespace(),
                        "replicas", Integer.toString(config.workload().replicas()),
                        "image", i.attributes().reference())));
  }

  List<Resource<?>> all() {
    var all = new ArrayList<Resource<?>>();
    namespace.ifPresent(all::add);
    all.add(deployment);
    return all;
  }
}
