package dev.fnk.kubelet.task;

import static dev.fnk.kubelet.task.Pods.pod;

import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.podspec.ApiAddress;
import dev.fnk.kubelet.reference.ResolvedReferences;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tasks that are planned of manifests, whose containers are supervised. */
final class SupervisedPlans {
  static final String REPLICA =
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

  static final SupervisedTask MAPPING =
      new SupervisedTask(Pods.CONFIG, new ApiAddress("api.example", 443));

  private SupervisedPlans() {}

  static Inputs inputs(Pod pod) {
    var images = new HashMap<String, ImageConfig>();
    Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .map(Container::getName)
        .forEach(name -> images.put(name, Pods.image("registry.example/" + name + "@sha256:2")));
    return new Inputs(
        "10.0.0.9",
        images,
        new ResolvedReferences(
            Map.of("settings", Map.of("word", "hush".getBytes(StandardCharsets.UTF_8))),
            Map.of(),
            Map.of(),
            List.of()));
  }

  static TaskPlan plan(Pod pod) {
    return (TaskPlan) MAPPING.plan(pod, 0, inputs(pod));
  }
}
