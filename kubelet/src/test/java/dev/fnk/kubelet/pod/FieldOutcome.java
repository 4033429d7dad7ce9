package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.agent.contract.ContainerReport;
import dev.fnk.kubelet.agent.contract.Reports;
import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.References;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.ServiceAddress;
import dev.fnk.kubelet.reference.TokenKind;
import dev.fnk.kubelet.task.ContainerView;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.Pods;
import dev.fnk.kubelet.task.SupervisedTask;
import dev.fnk.kubelet.task.TaskPlan;
import dev.fnk.kubelet.task.TaskTemplate;
import dev.fnk.kubelet.task.TaskToPodStatus;
import dev.fnk.kubelet.task.TaskView;
import dev.fnk.kubelet.task.Unsupported;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpecBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that the node makes of a pod.
 *
 * @param refusals why it is not run; all else is empty then
 * @param launch what RunTask is told
 * @param specification what the agent is told, JSON
 * @param running what becomes of it while it runs
 * @param notices what of it is left out
 */
record FieldOutcome(
    List<String> refusals,
    Optional<TaskTemplate> template,
    String launch,
    String specification,
    String running,
    List<Notice> notices) {
  /** Every secret and every token has it in it, and nothing else. */
  static final String SECRET = "s3cr3t";

  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
  private static final SupervisedTask MAPPING =
      new SupervisedTask(Pods.CONFIG, new ApiAddress("api.example", 443));
  private static final JsonMapper JSON = JsonMapper.shared();

  static FieldOutcome of(Pod pod) {
    Inputs inputs = inputs(pod);
    return switch (MAPPING.plan(pod, 0, inputs)) {
      case Unsupported(_, List<String> messages) ->
          new FieldOutcome(messages, Optional.empty(), "", "", "", List.of());
      case TaskPlan plan -> {
        var told = (SpecificationResult.Specified) MAPPING.specify(pod, "10.0.1.5", inputs);
        yield new FieldOutcome(
            List.of(),
            Optional.of(plan.template()),
            plan.launch().toString(),
            JSON.writeValueAsString(told.specification()),
            running(pod, inputs),
            plan.notices());
      }
    };
  }

  /** Why it is not run, before anything is read of what it refers to. */
  static List<String> refusals(Pod pod) {
    return MAPPING.refusals(pod);
  }

  /** Notices aside. */
  List<Object> made() {
    return List.of(refusals, template, launch, specification, running);
  }

  /** All that anybody but the agent may see. */
  String shown() {
    return refusals + template.toString() + launch + running + notices;
  }

  /** What is decided while its task runs: its status, and when it is looked at again. */
  private static String running(Pod given, Inputs inputs) {
    Pod pod =
        new PodBuilder(given)
            .withNewStatus()
            .withStartTime("2026-01-01T00:00:00Z")
            .endStatus()
            .build();
    var decider =
        new PodDecider(MAPPING, new TaskToPodStatus("10.0.0.9"), new Specifications(MAPPING));
    var record = PodRecord.of(pod).launched("t", Tasks.SIZING);
    TaskView task =
        Tasks.of(
            "t",
            Tasks.attempt(0),
            TaskView.Phase.RUNNING,
            containers(pod)
                .map(
                    container ->
                        new ContainerView(
                            container.getName(),
                            ContainerView.State.RUNNING,
                            OptionalInt.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))
                .toArray(ContainerView[]::new));
    var agent =
        Reports.of(
            containers(pod)
                .map(container -> Reports.running(container.getName(), NOW))
                .toArray(ContainerReport[]::new));
    Decision decision =
        decider.decide(pod, record, Observations.NONE.with(task, NOW).with(agent, NOW), NOW);
    return JSON.writeValueAsString(decision.status().orElseThrow().getConditions())
        + decision.lookAgainAt();
  }

  private static Inputs inputs(Pod pod) {
    var images = new HashMap<String, ImageConfig>();
    containers(pod).forEach(c -> images.put(c.getName(), image(c.getImage())));
    References references = References.of(pod);
    var tokens = new HashMap<TokenKind, ServiceAccountToken>();
    for (TokenKind kind : references.tokens()) {
      tokens.put(
          kind,
          new ServiceAccountToken(
              SECRET + references.serviceAccount() + kind, NOW, NOW.plusSeconds(3600)));
    }
    var service =
        new ServiceAddress("db", "172.20.0.5", List.of(new ServiceAddress.Port("", 5432, "TCP")));
    return new Inputs(
        "10.0.0.9",
        images,
        new ResolvedReferences(
            Map.of(
                "s", secret(SECRET + " of s"),
                "s2", secret(SECRET + " of s2"),
                "pull", secret(SECRET + " of pull")),
            Map.of("m", configMap("of m"), "m2", configMap("of m2")),
            tokens,
            references.serviceLinks() ? List.of(service) : List.of()),
        InheritedAnnotations.NONE,
        Map.of(
            "shared", claimed("efs.csi.aws.com", "fs-01234567"),
            "shared2", claimed("efs.csi.aws.com", "fs-89abcdef"),
            "disk", claimed("ebs.csi.aws.com", "vol-1")),
        Optional.empty(),
        containers(pod)
            .filter(_ -> !pod.getSpec().getImagePullSecrets().isEmpty())
            .collect(
                Collectors.toMap(
                    Container::getName,
                    _ -> "of " + pod.getSpec().getImagePullSecrets().getFirst().getName())));
  }

  private static ClaimedVolume claimed(String driver, String handle) {
    return new ClaimedVolume(
        "pv-of-" + handle,
        new PersistentVolumeSpecBuilder()
            .withNewCsi()
            .withDriver(driver)
            .withVolumeHandle(handle)
            .endCsi()
            .build());
  }

  private static Map<String, byte[]> secret(String text) {
    return Map.of(
        "k",
        text.getBytes(StandardCharsets.UTF_8),
        "l",
        ("l " + text).getBytes(StandardCharsets.UTF_8));
  }

  private static ConfigMapData configMap(String text) {
    return new ConfigMapData(Map.of("k", text, "l", "l " + text), Map.of());
  }

  private static ImageConfig image(String name) {
    return new ImageConfig(
        name + "@sha256:1",
        List.of("/entry"),
        List.of("serve"),
        List.of(),
        Optional.empty(),
        Optional.of("1000"),
        Optional.empty(),
        Set.of(Architecture.AMD64));
  }

  private static Stream<Container> containers(Pod pod) {
    return Stream.concat(
        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
  }
}
