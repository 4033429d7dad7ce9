package dev.fnk.cli.resource.ecs;

import dev.fnk.cli.digest.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;
import software.amazon.awssdk.services.ecs.model.LogDriver;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.OSFamily;
import software.amazon.awssdk.services.ecs.model.PortMapping;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task definition of one container, from a template of {@code task-definitions/}.
 *
 * @param text the filled template, JSON
 */
record TaskDefinitionDocument(String text) {
  private static final int HASH = 32;

  /** What tells this content from any other: 128 bits of SHA-256, in hex. */
  String hash() {
    return Sha256.hex(text).substring(0, HASH);
  }

  RegisterTaskDefinitionRequest request(Map<String, String> tags) {
    var root = JsonMapper.shared().readTree(text);
    return RegisterTaskDefinitionRequest.builder()
        .family(root.required("family").asString())
        .requiresCompatibilities(Compatibility.FARGATE)
        .networkMode(NetworkMode.AWSVPC)
        .cpu(root.required("cpu").asString())
        .memory(root.required("memory").asString())
        .taskRoleArn(root.required("taskRoleArn").asString())
        .executionRoleArn(root.required("executionRoleArn").asString())
        .runtimePlatform(
            p ->
                p.cpuArchitecture(root.required("architecture").asString())
                    .operatingSystemFamily(OSFamily.LINUX))
        .containerDefinitions(container(root.required("container")))
        .tags(EcsTags.list(tags))
        .build();
  }

  private static ContainerDefinition container(JsonNode c) {
    var health = c.required("healthCheck");
    return ContainerDefinition.builder()
        .name(c.required("name").asString())
        .image(c.required("image").asString())
        .essential(true)
        .memory(c.required("memory").asInt())
        .portMappings(PortMapping.builder().containerPort(c.required("port").asInt()).build())
        .stopTimeout(c.required("stopTimeout").asInt())
        .environment(
            map(c.required("environment")).entrySet().stream()
                .map(e -> KeyValuePair.builder().name(e.getKey()).value(e.getValue()).build())
                .toList())
        .healthCheck(
            h ->
                h.command(strings(health.required("command")))
                    .interval(health.required("interval").asInt())
                    .timeout(health.required("timeout").asInt())
                    .retries(health.required("retries").asInt()))
        .logConfiguration(l -> l.logDriver(LogDriver.AWSLOGS).options(map(c.required("log"))))
        .build();
  }

  private static List<String> strings(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static Map<String, String> map(JsonNode object) {
    var map = new LinkedHashMap<String, String>();
    object.forEachEntry((key, value) -> map.put(key, value.asString()));
    return map;
  }
}
