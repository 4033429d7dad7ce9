package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.plan;
import static dev.fnk.kubelet.task.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.contract.FargateSize;
import dev.fnk.kubelet.podspec.Notice;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodToTaskTest {
  private static final String REPLICA =
      """
      nodeName: virtual-kubelet
      containers:
      - name: web
        image: registry.example/web:1
        command: [/bin/web, --name, $(NAME)]
        args: [--color, $(COLOR)]
        env:
        - {name: COLOR, value: blue}
        - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
        - {name: GREETING, value: hello $(NAME) in $(COLOR)}
        - {name: PAINT, value: $(COLOR) paint}
        - {name: LATER, value: $(UNSET)}
        - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
        resources:
          requests: {cpu: 250m, memory: 100Mi}
          limits: {cpu: "2", memory: 300Mi}
        ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}]
      """;

  @Test
  void aThousandReplicasShareOneTaskDefinition() {
    var families =
        IntStream.range(0, 1000)
            .mapToObj(i -> plan(pod("web-" + i, REPLICA)).template().family("eks-lab"))
            .collect(Collectors.toSet());

    assertThat(families).hasSize(1);
    assertThat(families.iterator().next()).matches("fnk-eks-lab-[0-9a-f]{32}");
  }

  @Test
  void nothingOfThePodIsInTheTemplate() {
    assertThat(plan(pod("the-name-of-it", REPLICA)).template().toString())
        .doesNotContain("the-name-of-it");
  }

  @Test
  void anyOtherContentIsAnotherTaskDefinition() {
    var family = plan(pod("a", REPLICA)).template().family("eks-lab");

    assertThat(plan(pod("a", REPLICA.replace("web:1", "web:2"))).template().family("eks-lab"))
        .isNotEqualTo(family);
    assertThat(plan(pod("a", REPLICA.replace("blue", "red"))).template().family("eks-lab"))
        .isNotEqualTo(family);
    assertThat(plan(pod("a", REPLICA.replace("8080", "8081"))).template().family("eks-lab"))
        .isNotEqualTo(family);
  }

  @Test
  void whatIsThePodsTravelsAsOverrides() {
    var plan = plan(pod("web-7", REPLICA));
    var template = plan.template().containers().getFirst();
    var override = plan.launch().overrides().get("web");

    assertThat(template.environment())
        .containsOnlyKeys("COLOR", "PAINT", "LATER", "MEMORY")
        .containsEntry("PAINT", "blue paint")
        .containsEntry("LATER", "$(UNSET)")
        .containsEntry("MEMORY", "300");
    assertThat(override.environment())
        .containsEntry("NAME", "web-7")
        .containsEntry("NODE", "virtual-kubelet")
        .containsEntry("APP", "web")
        .containsEntry("HOSTNAME", "web-7")
        .containsEntry("GREETING", "hello web-7 in blue")
        .containsEntry("FNK_POD_NAMESPACE", "default")
        .containsEntry("FNK_POD_NAME", "web-7")
        .containsEntry("FNK_POD_UID", "uid-of-web-7")
        .containsEntry("FNK_POD_ATTEMPT", "0");
    assertThat(template.entryPoint()).containsExactly("/bin/web", "--name");
    assertThat(template.command()).isEmpty();
    assertThat(override.command()).containsExactly("web-7", "--color", "blue");
    assertThat(PodIdentity.from(override.environment())).contains(plan.launch().identity());
    assertThat(plan.launch().identity().clientToken()).isEqualTo("uid-of-web-7-0");
  }

  @Test
  void sizesAndLimits() {
    var plan = plan(pod("web-7", REPLICA));
    var container = plan.template().containers().getFirst();

    assertThat(plan.template().size()).isEqualTo(new FargateSize(256, 512));
    assertThat(container.cpu()).hasValue(256);
    assertThat(container.memory()).hasValue(300);
    assertThat(container.memoryReservation()).hasValue(100);
    assertThat(container.ports())
        .containsExactly(
            new ContainerTemplate.Port(8080, "tcp"), new ContainerTemplate.Port(53, "udp"));
  }

  @Test
  void aPodThatAsksForNothingGetsTheLeast() {
    var plan = plan(Pods.simple("a"));
    var container = plan.template().containers().getFirst();

    assertThat(plan.template().size()).isEqualTo(new FargateSize(256, 512));
    assertThat(container.cpu()).isEmpty();
    assertThat(container.memory()).isEmpty();
    assertThat(container.entryPoint()).isEmpty();
    assertThat(container.command()).isEmpty();
    assertThat(container.stopTimeout()).isEqualTo(30);
    assertThat(plan.notices()).isEmpty();
  }

  @Test
  void argsAloneLeaveTheImagesEntryPoint() {
    var container =
        plan(pod("a", "containers: [{name: web, image: nginx, args: [a, b]}]"))
            .template()
            .containers()
            .getFirst();

    assertThat(container.entryPoint()).isEmpty();
    assertThat(container.command()).containsExactly("a", "b");
  }

  @Test
  void securityContextAndWorkingDirectory() {
    var container =
        plan(pod(
                "a",
                """
                    terminationGracePeriodSeconds: 7
                    securityContext: {runAsUser: 1000, runAsGroup: 3000}
                    containers:
                    - name: web
                      image: nginx
                      workingDir: /srv
                      tty: true
                      securityContext:
                        runAsUser: 2000
                        readOnlyRootFilesystem: true
                        capabilities: {drop: [ALL]}
                    """))
            .template()
            .containers()
            .getFirst();

    assertThat(container.user()).contains("2000:3000");
    assertThat(container.workingDirectory()).contains("/srv");
    assertThat(container.readOnlyRootFilesystem()).isTrue();
    assertThat(container.tty()).isTrue();
    assertThat(container.droppedCapabilities()).containsExactly("ALL");
    assertThat(container.stopTimeout()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "30, 30", "120, 120", "3600, 120"})
  void stopTimeoutIsWhatFargateTakes(int grace, int stopTimeout) {
    Pod pod =
        pod("a", "terminationGracePeriodSeconds: " + grace + "\ncontainers: [{name: a, image: b}]");

    assertThat(plan(pod).template().containers().getFirst().stopTimeout()).isEqualTo(stopTimeout);
  }

  @Test
  void emptyDirIsAScratchVolumeAndTheTokenIsLeftOut() {
    var plan =
        plan(
            pod(
                "a",
                """
                volumes:
                - {name: cache, emptyDir: {}}
                - name: kube-api-access-x1
                  projected: {sources: [{serviceAccountToken: {path: token}}]}
                containers:
                - name: web
                  image: nginx
                  volumeMounts:
                  - {name: cache, mountPath: /cache}
                  - name: kube-api-access-x1
                    mountPath: /var/run/secrets/kubernetes.io/serviceaccount
                """));

    assertThat(plan.template().volumes()).containsExactly("cache");
    assertThat(plan.template().containers().getFirst().mounts())
        .containsExactly(new ContainerTemplate.Mount("cache", "/cache", false));
    assertThat(plan.notices())
        .extracting(Notice::reason)
        .containsExactly("ServiceAccountTokenLeftOut");
  }

  @Test
  void ephemeralStorageBeyondWhatComesForFree() {
    String spec =
        "containers: [{name: a, image: b, resources: {requests: {ephemeral-storage: %s}}}]";

    assertThat(plan(pod("a", spec.formatted("20Gi"))).template().ephemeralStorageGiB()).isEmpty();
    assertThat(plan(pod("a", spec.formatted("21Gi"))).template().ephemeralStorageGiB())
        .hasValue(21);
  }

  @Test
  void probesAreToldOf() {
    var plan =
        plan(
            pod("a", "containers: [{name: a, image: b, readinessProbe: {tcpSocket: {port: 80}}}]"));

    assertThat(plan.notices()).extracting(Notice::reason).containsExactly("ProbesIgnored");
  }

  @Test
  void containersThatEndTheTask() {
    String two = "containers: [{name: a, image: x}, {name: b, image: y}]";

    assertThat(plan(pod("a", two)).template().containers())
        .extracting(ContainerTemplate::essential)
        .containsExactly(true, true);
    assertThat(plan(pod("a", "restartPolicy: Never\n" + two)).template().containers())
        .extracting(ContainerTemplate::essential)
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hostNetwork: true\ncontainers: [{name: a, image: b}]",
        "hostPID: true\ncontainers: [{name: a, image: b}]",
        "shareProcessNamespace: true\ncontainers: [{name: a, image: b}]",
        "volumes: [{name: v, configMap: {name: c}}]\ncontainers: [{name: a, image: b}]",
        "volumes: [{name: v, secret: {secretName: c}}]\ncontainers: [{name: a, image: b}]",
        "volumes: [{name: v, hostPath: {path: /}}]\ncontainers: [{name: a, image: b}]",
        "containers: [{name: a, image: b, securityContext: {privileged: true}}]",
        "containers: [{name: a, image: b, securityContext: {runAsUser: 0, runAsNonRoot: true}}]",
        "containers: [{name: a, image: b, envFrom: [{configMapRef: {name: c}}]}]",
        "containers: [{name: a, image: b, env: [{name: X, valueFrom: {secretKeyRef: {name: s, key:"
            + " k}}}]}]",
        "containers: [{name: a, image: b, env: [{name: X, valueFrom: {configMapKeyRef: {name: s,"
            + " key: k}}}]}]",
        "containers: [{name: a, image: b, env: [{name: X, valueFrom: {fieldRef: {fieldPath:"
            + " status.podIP}}}]}]",
        "containers: [{name: a, image: b, resources: {requests: {memory: 200Gi}}}]",
        "containers: [{name: a, image: b, resources: {requests: {nvidia.com/gpu: 1}}}]",
        "containers: [{name: a, image: b, ports: [{containerPort: 1, protocol: SCTP}]}]",
        "containers: [{name: a, image: b, command: [$(ME)], env: [{name: ME, valueFrom: {fieldRef:"
            + " {fieldPath: metadata.name}}}]}]",
      })
  void whatCannotBeHadIsRefusedByName(String spec) {
    assertThat(new PodToTask(Pods.CONFIG).plan(pod("a", spec), 0, Pods.INPUTS))
        .isInstanceOfSatisfying(
            Unsupported.class,
            unsupported -> {
              assertThat(unsupported.reason()).isEqualTo("CreateContainerConfigError");
              assertThat(unsupported.messages()).hasSize(1).doesNotContain("");
            });
  }

  @Test
  void overridesBeyondWhatEcsTakesAreRefused() {
    Pod pod =
        pod(
            "a",
            ("containers: [{name: a, image: b, args: ['$(ME)%s'], env: [{name: ME, valueFrom:"
                    + " {fieldRef: {fieldPath: metadata.name}}}]}]")
                .formatted("x".repeat(8000)));

    assertThat(new PodToTask(Pods.CONFIG).plan(pod, 0, Pods.INPUTS))
        .isInstanceOfSatisfying(
            Unsupported.class, u -> assertThat(u.messages().getFirst()).contains("8192"));
  }

  @Test
  void initContainersRunOneAfterTheOtherAndBeforeTheRest() {
    var plan =
        plan(
            pod(
                "a",
                """
                initContainers:
                - {name: one, image: x, resources: {requests: {memory: 3Gi}}}
                - {name: proxy, image: x, restartPolicy: Always}
                - {name: two, image: x}
                containers:
                - {name: web, image: y}
                - {name: side, image: z}
                """));
    var byName =
        plan.template().containers().stream()
            .collect(Collectors.toMap(ContainerTemplate::name, c -> c));

    assertThat(byName.get("one").dependsOn()).isEmpty();
    assertThat(byName.get("proxy").dependsOn())
        .containsExactly(Map.entry("one", ContainerTemplate.Condition.SUCCESS));
    assertThat(byName.get("two").dependsOn())
        .containsExactly(Map.entry("proxy", ContainerTemplate.Condition.START));
    assertThat(byName.get("web").dependsOn())
        .containsExactly(Map.entry("two", ContainerTemplate.Condition.SUCCESS));
    assertThat(byName.get("side").dependsOn()).isEqualTo(byName.get("web").dependsOn());
    assertThat(byName.get("one").essential()).isFalse();
    assertThat(byName.get("proxy").essential()).isFalse();
    assertThat(byName.get("web").essential()).isTrue();
    assertThat(plan.template().size()).isEqualTo(new FargateSize(512, 3072));
    assertThat(byName.get("one").memoryReservation()).isEmpty();
    assertThat(plan.launch().overrides().get("web").environment()).containsKey("FNK_POD_UID");
  }

  @Test
  void theHostNameIsTheRuntimesAndNotKnownToExpansion() {
    var plan = plan(pod("a", "containers: [{name: web, image: x, args: [$(HOSTNAME)]}]"));

    assertThat(plan.template().containers().getFirst().command()).containsExactly("$(HOSTNAME)");
    assertThat(plan.launch().overrides().get("web").environment()).containsEntry("HOSTNAME", "a");
    assertThat(
            plan(pod(
                    "a",
                    "containers: [{name: web, image: x, env: [{name: HOSTNAME, value: own}]}]"))
                .launch()
                .overrides()
                .get("web")
                .environment())
        .doesNotContainKey("HOSTNAME");
  }

  @Test
  void theAttemptIsInTokenAndIdentity() {
    var plan = (TaskPlan) new PodToTask(Pods.CONFIG).plan(Pods.simple("a"), 3, Pods.INPUTS);

    assertThat(plan.launch().identity().attempt()).isEqualTo(3);
    assertThat(plan.launch().identity().clientToken()).isEqualTo("uid-of-a-3");
    assertThat(plan.template().family("x"))
        .isEqualTo(plan(Pods.simple("a")).template().family("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: FNK_POD_UID, value: another}",
        "{name: FNK_POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.name}}}",
        "{name: FNK_ANYTHING, value: x}",
      })
  void namesOfTheNodeAreRefusedToPods(String variable) {
    String spec = "containers: [{name: a, image: b}, {name: c, image: d, env: [%s]}]";

    assertThat(new PodToTask(Pods.CONFIG).plan(pod("a", spec.formatted(variable)), 0, Pods.INPUTS))
        .isInstanceOfSatisfying(
            Unsupported.class,
            unsupported ->
                assertThat(unsupported.messages().getFirst()).contains("FNK_").contains("c"));
  }

  @Test
  void theIdentityIsOnOneContainer() {
    var overrides =
        plan(pod(
                "a",
                "initContainers: [{name: i, image: x}]\n"
                    + "containers: [{name: b, image: x}, {name: c, image: y}]"))
            .launch()
            .overrides();

    assertThat(overrides.get("b").environment()).containsEntry("FNK_POD_UID", "uid-of-a");
    assertThat(overrides.get("c").environment()).containsOnlyKeys("HOSTNAME");
    assertThat(overrides.get("i").environment()).containsOnlyKeys("HOSTNAME");
  }

  @Test
  void allThatCannotBeHadIsTold() {
    String spec =
        """
        hostNetwork: true
        hostIPC: true
        containers:
        - {name: a, image: b, securityContext: {privileged: true}}
        - {name: c, image: d, resources: {requests: {nvidia.com/gpu: 1, example.com/x: 2}}}
        """;

    assertThat(new PodToTask(Pods.CONFIG).plan(pod("a", spec), 0, Pods.INPUTS))
        .isInstanceOfSatisfying(Unsupported.class, u -> assertThat(u.messages()).hasSize(5));
  }

  @Test
  void besideAnInitContainerRunTheSidecarsBeforeIt() {
    String spec =
        """
        initContainers:
        - {name: proxy, image: x, restartPolicy: Always, resources: {requests: {memory: 1Gi}}}
        - {name: migrate, image: x, resources: {requests: {memory: 3Gi}}}
        - {name: late, image: x, restartPolicy: Always, resources: {requests: {memory: 1Gi}}}
        containers: [{name: web, image: y}]
        """;

    assertThat(plan(pod("a", spec)).template().size()).isEqualTo(new FargateSize(512, 4096));
  }
}
