package dev.fnk.kubelet.explain;

import dev.fnk.kubelet.config.NodeConfig;
import dev.fnk.kubelet.fargate.DefinitionDocument;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.Placement;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskLaunch;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.Unsupported;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Says of pods what the node of a lab would make of them. */
public final class Explainer {
  private static final int HTTPS = 443;

  private final KnownLab lab;
  private final NodeConfig config;
  private final SupervisedTask mapping;

  public Explainer(KnownLab lab) {
    this.lab = lab;
    this.config = lab.config();
    this.mapping =
        new SupervisedTask(config, new ApiAddress("(of the cluster)", HTTPS), lab.architecture());
  }

  /**
   * @param pod as the API server would have it, with its defaults
   * @param objects what else there is in its manifest
   */
  public Explanation explain(Pod pod, KnownObjects objects) {
    var claims = ManifestClaims.of(pod, objects);
    Inputs inputs = Unknown.inputs(pod, objects, claims);
    return switch (mapping.plan(pod, 0, inputs)) {
      case Unsupported(var reason, var messages) -> new Explanation.Refused(reason, messages);
      case TaskPlan plan ->
          switch (mapping.specify(pod, Unknown.OF_THE_TASK, inputs)) {
            case SpecificationResult.Faulty(var faults) -> {
              Unsupported why = Unsupported.of(faults);
              yield new Explanation.Refused(why.reason(), why.messages());
            }
            case SpecificationResult.Specified(var specification, _) ->
                new Explanation.Runs(
                    mapping.sizing(pod).orElseThrow(),
                    definition(plan, claims),
                    AgentDocument.of(specification, pod),
                    placed(plan.launch()),
                    Stream.concat(
                            plan.notices().stream().map(Explanation.LeftOut::of),
                            claims.told().stream())
                        .toList());
          };
    };
  }

  private Explanation.Placed placed(TaskLaunch launch) {
    Placement placement = launch.placement();
    return new Explanation.Placed(
        placement.roleArn(),
        placement.spot(),
        placement.subnets(),
        placement.securityGroups(),
        placement.publicIp().orElse(config.assignPublicIp()),
        launch.tags());
  }

  /** Its family is named by its content, which the images' digests belong to. */
  private Map<String, Object> definition(TaskPlan plan, ManifestClaims claims) {
    var definition = new LinkedHashMap<String, Object>();
    DefinitionDocument.of(plan.template(), config)
        .forEach((field, value) -> definition.put(field, claims.named(value)));
    definition.put("family", "fnk-" + lab.name() + "-(hash)");
    return definition;
  }
}
