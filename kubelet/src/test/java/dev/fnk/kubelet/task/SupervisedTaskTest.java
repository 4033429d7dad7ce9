package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.podspec.Fault;
import dev.fnk.kubelet.podspec.Notice;
import dev.fnk.kubelet.podspec.SpecificationResult;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.CSIPersistentVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SupervisedTaskTest {
  private static final String REPLICA =
      """
      nodeName: virtual-kubelet
      terminationGracePeriodSeconds: 300
      volumes:
      - {name: cache, emptyDir: {}}
      - {name: settings, secret: {secretName: settings}}
      containers:
      - name: web
        image: registry.example/web:1
        command: [/bin/web, --name, $(NAME)]
        env:
        - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: WORD, valueFrom: {secretKeyRef: {name: settings, key: word}}}
        resources:
          requests: {cpu: 250m, memory: 100Mi}
          limits: {memory: 300Mi}
        ports: [{containerPort: 8080}]
        volumeMounts:
        - {name: cache, mountPath: /cache}
        - {name: settings, mountPath: /settings, readOnly: true}
        securityContext: {runAsUser: 1000, readOnlyRootFilesystem: true}
      """;

  private final SupervisedTask mapping =
      new SupervisedTask(Pods.CONFIG, new ApiAddress("api.example", 443));

  private static Inputs inputs(Pod pod) {
    var images = new HashMap<String, ImageConfig>();
    Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .map(Container::getName)
        .forEach(
            name ->
                images.put(
                    name,
                    new ImageConfig(
                        "registry.example/" + name + "@sha256:2",
                        List.of("/entry"),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Set.of())));
    return new Inputs(
        "10.0.0.9",
        images,
        new ResolvedReferences(
            Map.of("settings", Map.of("word", "hush".getBytes(StandardCharsets.UTF_8))),
            Map.of(),
            Map.of(),
            List.of()));
  }

  private TaskPlan plan(Pod pod) {
    return (TaskPlan) mapping.plan(pod, 0, inputs(pod));
  }

  private ContainerTemplate container(Pod pod, String name) {
    return plan(pod).template().containers().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Unsupported refused(String spec) {
    Pod pod = pod("a", spec);
    return (Unsupported) mapping.plan(pod, 0, inputs(pod));
  }

  @Test
  void aThousandReplicasWithSecretsAndNamesOfTheirOwnShareOneTaskDefinition() {
    var families =
        IntStream.range(0, 1000)
            .mapToObj(i -> plan(pod("web-" + i, REPLICA)).template().family("eks-lab"))
            .collect(Collectors.toSet());

    assertThat(families).hasSize(1);
  }

  @Test
  void anotherImageOrPortIsAnotherTaskDefinition() {
    String family = plan(pod("a", REPLICA)).template().family("eks-lab");

    assertThat(family).matches("fnk-eks-lab-[0-9a-f]{32}");
    for (String other :
        List.of(REPLICA.replace("name: web", "name: wed"), REPLICA.replace("8080", "8081"))) {
      assertThat(plan(pod("a", other)).template().family("eks-lab")).isNotEqualTo(family);
    }
  }

  @Test
  void theAttemptIsInTheTokenAndNotInTheTemplate() {
    Pod pod = pod("web-7", REPLICA);
    var fourth = (TaskPlan) mapping.plan(pod, 3, inputs(pod));

    assertThat(fourth.launch().identity().clientToken()).isEqualTo("uid-of-web-7-3");
    assertThat(fourth.template()).isEqualTo(plan(pod).template());
  }

  @Test
  void aPodThatAsksForNothingGetsTheLeast() {
    TaskPlan plan = plan(Pods.simple("a"));
    ContainerTemplate web = container(Pods.simple("a"), "web");

    assertThat(plan.template().size()).isEqualTo(new FargateSize(256, 512));
    assertThat(plan.template().ephemeralStorageGiB()).isEmpty();
    assertThat(web.cpu()).isEmpty();
    assertThat(web.memory()).isEmpty();
    assertThat(web.memoryReservation()).isEmpty();
    assertThat(web.stopTimeout()).isEqualTo(30);
    assertThat(web.ports()).isEmpty();
    assertThat(plan.notices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "30, 30", "120, 120", "3600, 120"})
  void stopTimeoutIsWhatFargateTakes(int grace, int stopTimeout) {
    Pod pod =
        pod("a", "terminationGracePeriodSeconds: " + grace + "\ncontainers: [{name: a, image: b}]");

    assertThat(container(pod, "a").stopTimeout()).isEqualTo(stopTimeout);
  }

  @Test
  void aPortIsGivenOnceWhoeverOpensIt() {
    Pod pod =
        pod(
            "a",
            "containers: [{name: a, image: x, ports: [{containerPort: 80}, {containerPort: 53,"
                + " protocol: UDP}]}, {name: b, image: x, ports: [{containerPort: 80}]}]");

    assertThat(container(pod, "a").ports())
        .containsExactly(
            new ContainerTemplate.Port(80, "tcp"), new ContainerTemplate.Port(53, "udp"));
    assertThat(container(pod, "b").ports()).isEmpty();
  }

  @Test
  void neitherSecretNorPodIsInWhatEcsIsTold() {
    TaskPlan plan = plan(pod("the-name-of-it", REPLICA));

    assertThat(plan.template().toString()).doesNotContain("hush", "the-name-of-it", "--name");
    assertThat(plan.launch().overrides()).containsOnlyKeys("fnk-agent");
    var override = plan.launch().overrides().get("fnk-agent");
    assertThat(override.environment())
        .containsOnlyKeys(
            "FNK_POD_NAMESPACE",
            "FNK_POD_NAME",
            "FNK_POD_UID",
            "FNK_POD_ATTEMPT",
            "FNK_POD_IMAGES");
    assertThat(PodIdentity.from(override.environment())).contains(plan.launch().identity());
  }

  @Test
  void theAgentIsTheTasksEssentialContainer() {
    ContainerTemplate agent = container(pod("a", REPLICA), "fnk-agent");

    assertThat(agent.image()).isEqualTo(Pods.CONFIG.agentImage());
    assertThat(agent.essential()).isTrue();
    assertThat(agent.dependsOn()).isEmpty();
    assertThat(agent.entryPoint()).containsExactly("/.fnk/agent");
    assertThat(agent.command())
        .containsExactly("serve", "--containers", "web", "--node-role", Pods.CONFIG.taskRoleArn());
    assertThat(agent.environment()).isEqualTo(Map.of("AWS_REGION", "eu-west-1"));
    assertThat(agent.user()).contains("0");
    assertThat(agent.readOnlyRootFilesystem()).isTrue();
    assertThat(agent.stopTimeout()).isEqualTo(120);
    assertThat(agent.ports()).containsExactly(new ContainerTemplate.Port(10350, "tcp"));
    assertThat(agent.mounts())
        .containsExactly(
            new ContainerTemplate.Mount("fnk_agent", "/.fnk", false),
            new ContainerTemplate.Mount("cache", "/.fnk-volumes/cache", false),
            new ContainerTemplate.Mount("settings", "/.fnk-volumes/settings", false));
  }

  @Test
  void theOthersRunUnderItsSupervisor() {
    ContainerTemplate web = container(pod("a", REPLICA), "web");

    assertThat(web.image()).isEqualTo("registry.example/web@sha256:2");
    assertThat(web.essential()).isFalse();
    assertThat(web.dependsOn()).isEqualTo(Map.of("fnk-agent", ContainerTemplate.Condition.START));
    assertThat(web.entryPoint()).containsExactly("/.fnk/agent", "supervise", "web");
    assertThat(web.command()).isEmpty();
    assertThat(web.environment()).isEmpty();
    assertThat(web.user()).contains("0");
    assertThat(web.readOnlyRootFilesystem()).isTrue();
    assertThat(web.stopTimeout()).isEqualTo(120);
    assertThat(web.memory()).hasValue(308);
    assertThat(web.memoryReservation()).hasValue(108);
    assertThat(web.cpu()).hasValue(256);
    assertThat(web.mounts())
        .containsExactly(
            new ContainerTemplate.Mount("fnk_agent", "/.fnk", true),
            new ContainerTemplate.Mount("cache", "/cache", false),
            new ContainerTemplate.Mount("settings", "/settings", true));
  }

  @Test
  void theAgentIsToldWhatTheDefinitionDoesNotSay() {
    Pod pod = pod("web-7", REPLICA);

    var told =
        ((SpecificationResult.Specified) mapping.specify(pod, "10.0.1.5", inputs(pod)))
            .specification();

    var web = told.containers().getFirst();
    assertThat(web.command()).containsExactly("/bin/web", "--name", "web-7");
    assertThat(web.env()).contains(new EnvVariable("WORD", "hush"));
    assertThat(web.uid()).hasValue(1000);
    assertThat(told.volumes()).extracting("name").containsExactly("cache", "settings");
  }

  @ParameterizedTest
  @CsvSource({"484, 512", "488, 512", "489, 1024"})
  void theSizeHoldsTheAgentToo(int asked, int given) {
    String spec =
        "containers: [{name: a, image: b, resources: {requests: {memory: " + asked + "Mi}}}]";

    assertThat(plan(pod("a", spec)).template().size()).isEqualTo(new FargateSize(256, given));
  }

  @Test
  void initContainersReserveNothingAndSidecarsDo() {
    Pod pod =
        pod(
            "a",
            """
            initContainers:
            - {name: prepare, image: x, resources: {requests: {memory: 64Mi}}}
            - {name: proxy, image: x, restartPolicy: Always, resources: {requests: {memory: 64Mi}}}
            containers: [{name: web, image: x}]
            """);

    assertThat(container(pod, "prepare").memoryReservation()).isEmpty();
    assertThat(container(pod, "proxy").memoryReservation()).hasValue(72);
    assertThat(container(pod, "fnk-agent").command()).contains("prepare,proxy,web");
  }

  @Test
  void allThatCannotBeHadIsToldAtOnceAndByName() {
    Unsupported refusal =
        refused(
            """
            hostNetwork: true
            volumes: [{name: v, hostPath: {path: /}}, {name: e, emptyDir: {}}]
            containers:
            - name: a
              image: b
              ports: [{containerPort: 80, hostPort: 80}, {containerPort: 10350}]
              volumeMounts: [{name: e, mountPath: /.fnk/x}, {name: e, mountPath: /y, subPathExpr: $(IP)}]
              env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
              resources: {requests: {memory: 200Gi}}
              securityContext: {capabilities: {add: [NET_ADMIN]}}
            - {name: fnk-agent, image: b}
            """);

    assertThat(refusal.reason()).isEqualTo("UnsupportedPodSpec");
    assertThat(refusal.messages())
        .anySatisfy(m -> assertThat(m).startsWith("hostNetwork"))
        .anySatisfy(m -> assertThat(m).startsWith("volume v: hostPath"))
        .anySatisfy(m -> assertThat(m).contains("hostPort 80"))
        .anySatisfy(
            m -> assertThat(m).contains("containerPort 10350/tcp: it is the port of the node's"))
        .anySatisfy(m -> assertThat(m).contains("mountPath /.fnk/x: it is the place of the node's"))
        .anySatisfy(m -> assertThat(m).contains("subPathExpr $(IP): "))
        .anySatisfy(m -> assertThat(m).contains("no Fargate size"))
        .anySatisfy(m -> assertThat(m).contains("name: it is the name of the node's"))
        .anySatisfy(m -> assertThat(m).startsWith("container a: capabilities [NET_ADMIN]"))
        .hasSize(9)
        .allSatisfy(m -> assertThat(m).contains(" (instead: ").endsWith(")"));
  }

  @Test
  void whatTheAgentCannotBeToldIsFoundBeforeTheTaskIsMade() {
    Unsupported refusal =
        refused(
            "containers: [{name: a, image: b, env: [{name: X, valueFrom: {secretKeyRef: {name:"
                + " settings, key: none}}}]}]");

    assertThat(refusal.reason()).isEqualTo("CreateContainerConfigError");
    assertThat(refusal.messages())
        .containsExactly("container a: couldn't find key none in Secret default/settings");
  }

  @Test
  void theGravestFaultDecidesHowThePodWaits() {
    var mount = new Fault(Fault.Kind.MOUNT, Optional.empty(), "m");
    var config = new Fault(Fault.Kind.CONTAINER_CONFIG, Optional.of("a"), "c");
    var never = new Fault(Fault.Kind.UNSUPPORTED, Optional.empty(), "n");

    assertThat(Unsupported.of(List.of(mount)).reason()).isEqualTo("ContainerCreating");
    assertThat(Unsupported.of(List.of(mount, config)).reason())
        .isEqualTo("CreateContainerConfigError");
    assertThat(Unsupported.of(List.of(mount, never, config)))
        .isEqualTo(new Unsupported("UnsupportedPodSpec", List.of("m", "n", "container a: c")));
  }

  @Test
  void whatNoTaskCanHaveIsKnownBeforeAnythingIsRead() {
    Pod pod =
        pod(
            "a",
            """
            hostNetwork: true
            volumes:
            - {name: disk, hostPath: {path: /}}
            - {name: claim, persistentVolumeClaim: {claimName: c}}
            - {name: files, configMap: {name: m}}
            containers:
            - name: a
              image: x
              env: [{name: FNK_X, value: "1"}]
              envFrom: [{secretRef: {name: s}}]
              securityContext: {runAsNonRoot: true}
              volumeMounts: [{name: files, mountPath: /f, subPath: key}]
            """);

    assertThat(Pods.MAPPING.refusals(pod))
        .hasSize(3)
        .anyMatch(why -> why.startsWith("hostNetwork"))
        .anyMatch(why -> why.startsWith("volume disk: hostPath"))
        .anyMatch(why -> why.startsWith("container a: variable FNK_X"));
    assertThat(Pods.MAPPING.refusals(pod("b", REPLICA))).isEmpty();
  }

  @Test
  void whatOfAVolumeIsLeftOutIsTold() {
    String spec =
        """
        volumes: [{name: fast, emptyDir: {medium: Memory, sizeLimit: 1Gi}}, {name: v, emptyDir: {}}]
        imagePullSecrets: [{name: pull}]
        containers: [{name: a, image: b}]
        """;

    assertThat(plan(pod("a", spec)).notices())
        .extracting(Notice::reason)
        .containsExactlyInAnyOrder(
            "VolumeOnDisk", "SizeLimitIgnored", "FailedToRetrieveImagePullSecret");
  }

  /** By name, so that what is in it may change while the definition stays. */
  @Test
  void ecsPullsWithTheSecretsOfTheImagesRegistries() {
    Pod pod = pod("a", "containers: [{name: a, image: b}, {name: c, image: d}]");
    Inputs open = Pods.inputs(pod);
    var inputs =
        new Inputs(
            open.hostIp(),
            open.images(),
            open.references(),
            open.inherited(),
            open.claims(),
            Optional.empty(),
            Map.of("c", "fnk/lab/pull-1"));

    TaskPlan plan = (TaskPlan) mapping.plan(pod, 0, inputs);

    assertThat(plan.template().containers())
        .extracting(ContainerTemplate::repositoryCredentials)
        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("fnk/lab/pull-1"));
    assertThat(plan.notices()).isEmpty();
  }

  /** Those that a setting names, for cost; whose task it is, no label can say. */
  @Test
  void chosenLabelsAreTagsOfTheTask() {
    Pod pod = pod("a", REPLICA);
    pod.getMetadata()
        .setLabels(Map.of("cost-centre", "7", "fnk.dev/pod", "another", "secret-plan", "x"));

    assertThat(plan(pod).launch().tags())
        .containsEntry("cost-centre", "7")
        .containsEntry("fnk.dev/pod", "a")
        .doesNotContainKey("secret-plan");
    assertThat(plan(pod).template()).isEqualTo(plan(pod("a", REPLICA)).template());
  }

  @Test
  void aRoleOfItsOwnChangesNoDefinition() {
    Pod plain = pod("a", REPLICA);
    Pod other = pod("a", REPLICA);
    other
        .getMetadata()
        .setAnnotations(
            Map.of("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/orders"));

    assertThat(plan(other).launch().placement().roleArn())
        .contains("arn:aws:iam::111122223333:role/orders");
    assertThat(plan(other).template()).isEqualTo(plan(plain).template());
  }

  @Test
  void aRoleThatMayNotBePassedIsRefusedBeforeATaskIsMade() {
    Pod pod = pod("a", REPLICA);
    pod.getMetadata()
        .setAnnotations(
            Map.of("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/admin"));

    assertThat(mapping.plan(pod, 0, inputs(pod)))
        .isInstanceOfSatisfying(
            Unsupported.class,
            refused ->
                assertThat(refused.messages()).singleElement().asString().contains("role/admin"));
  }

  @Test
  void aFileSystemIsMountedByEcsAndNotLaidByTheAgent() {
    Pod pod =
        pod(
            "a",
            """
            volumes:
            - {name: data, persistentVolumeClaim: {claimName: shared, readOnly: true}}
            - {name: cache, emptyDir: {}}
            containers:
            - name: web
              image: x
              volumeMounts: [{name: data, mountPath: /data}, {name: cache, mountPath: /cache}]
            """);
    var volume = new PersistentVolumeSpec();
    volume.setCsi(
        new CSIPersistentVolumeSourceBuilder()
            .withDriver("efs.csi.aws.com")
            .withVolumeHandle("fs-01234567")
            .build());
    Inputs plain = inputs(pod);
    var inputs =
        new Inputs(
            plain.hostIp(),
            plain.images(),
            plain.references(),
            plain.inherited(),
            Map.of("shared", new ClaimedVolume("pv-1", volume)));

    TaskTemplate template = ((TaskPlan) mapping.plan(pod, 0, inputs)).template();

    assertThat(template.volumes()).containsExactly("fnk_agent", "cache", "data");
    assertThat(template.fileSystems())
        .isEqualTo(
            Map.of(
                "data",
                new EfsVolume("fs-01234567", Optional.empty(), Optional.empty(), true, false)));
    assertThat(template.containers().getFirst().mounts())
        .extracting(ContainerTemplate.Mount::volume)
        .containsExactly("fnk_agent", "cache");
    assertThat(template.containers().getLast().mounts())
        .contains(
            new ContainerTemplate.Mount("data", "/data", true),
            new ContainerTemplate.Mount("cache", "/cache", false));
    var told =
        ((SpecificationResult.Specified) mapping.specify(pod, "10.0.1.5", inputs)).specification();
    assertThat(told.volumes()).extracting("name").containsExactly("cache");
  }

  @Test
  void nineContainersAreTheMost() {
    String nine = containers(9);
    assertThat(plan(pod("a", nine)).template().containers()).hasSize(10);
    assertThat(refused(containers(10)).messages())
        .containsExactly(
            "containers: 10 of them, and a task has at most 10, of which one is fnk's"
                + " (instead: fewer containers, or two pods)");
  }

  private static String containers(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "{name: c" + i + ", image: x}")
        .collect(Collectors.joining(", ", "containers: [", "]"));
  }
}
