package dev.fnk.cli.config;

import static dev.fnk.cli.config.SettingType.BOOLEAN;
import static dev.fnk.cli.config.SettingType.TEXT;
import static dev.fnk.cli.config.SettingType.TEXTS;
import static dev.fnk.cli.config.SettingType.VERSION;
import static dev.fnk.cli.config.SettingType.WHOLE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every setting of a lab: where it stands in fnk.yaml, its default, what it may be. */
public enum Setting {
  LAB("lab", TEXT, "eks-lab", Rule.LAB_NAME, "name of the lab, its clusters and all else it makes"),
  REGION("region", TEXT, "eu-west-1", Rule.REGION, "AWS region"),
  PROFILE("profile", TEXT, null, Rule.NOT_BLANK, "profile of the shared AWS configuration"),
  LOCAL("local", BOOLEAN, "false", Rule.ANY, "whether the lab lives in the local world"),
  KUBERNETES_VERSION(
      "kubernetesVersion", VERSION, "1.36", Rule.KUBERNETES_VERSION, "EKS version of the cluster"),
  SUPPORT_TYPE(
      "cluster.supportType",
      TEXT,
      "STANDARD",
      Rule.SUPPORT_TYPE,
      "what becomes of the cluster when its version leaves standard support: AWS upgrades it, or it"
          + " goes on for a higher price"),
  ADMINS(
      "cluster.admins",
      TEXTS,
      "",
      Rule.PRINCIPALS,
      "who else administers the cluster, beside the identity that makes it"),
  ARCHITECTURE(
      "architecture",
      TEXT,
      "amd64",
      Rule.ARCHITECTURE,
      "processors of the node and of the pods, and their images'"),
  VPC_CIDR(
      "network.vpcCidr",
      TEXT,
      "10.0.0.0/16",
      Rule.VPC_CIDR,
      "range of the VPC; its two subnets are /20"),
  ZONES(
      "network.zones",
      TEXTS,
      "",
      Rule.ZONES,
      "availability zones of the two subnets; none: chosen from those that serve"),
  ENDPOINT_CIDRS(
      "network.endpointCidrs",
      TEXTS,
      "0.0.0.0/0",
      Rule.CIDRS,
      "who may reach the cluster's public endpoint"),
  INGRESS_CIDRS(
      "containers.ingressCidrs", TEXTS, "0.0.0.0/0", Rule.CIDRS, "who may reach the pods"),
  INGRESS_PORTS(
      "containers.ingressPorts",
      TEXTS,
      "80,443,8080",
      Rule.PORTS,
      "TCP ports of the pods that they may reach"),
  REPOSITORIES(
      "containers.repositories",
      TEXTS,
      "",
      Rule.ECR_REPOSITORIES,
      "further ECR repositories that pods may pull from"),
  POD_ROLES(
      "containers.podRoles",
      TEXTS,
      "",
      Rule.ROLES,
      "task roles that pods may ask for by the annotation eks.amazonaws.com/role-arn"),
  TAG_LABELS(
      "containers.tagLabels",
      TEXTS,
      "",
      Rule.LABELS,
      "labels of pods that become tags of their tasks"),
  LOG_RETENTION_DAYS(
      "containers.logRetentionDays",
      WHOLE,
      "7",
      Rule.RETENTION_DAYS,
      "days that CloudWatch Logs keeps the logs"),
  NODE_NAME("kubelet.nodeName", TEXT, "virtual-kubelet", Rule.DNS_LABEL, "name of the node"),
  KUBELET_CPU(
      "kubelet.cpu", WHOLE, "512", Rule.FARGATE_CPU, "CPU units (1024 a vCPU) of the node's task"),
  KUBELET_MEMORY("kubelet.memory", WHOLE, "1024", Rule.POSITIVE, "MiB of the node's task"),
  TAINTED(
      "kubelet.tainted",
      BOOLEAN,
      "true",
      Rule.ANY,
      "whether the node carries virtual-kubelet.io/provider=fnk:NoSchedule"),
  CAPACITY_CPU(
      "kubelet.capacity.cpu",
      WHOLE,
      null,
      Rule.VCPUS,
      "vCPUs that the node reports as its capacity; none: the account's quota of Fargate's on-demand"
          + " vCPUs"),
  CAPACITY_MEMORY(
      "kubelet.capacity.memory",
      WHOLE,
      null,
      Rule.CAPACITY_MIB,
      "MiB that the node reports as its capacity; none: 8 GiB for each vCPU, the most that Fargate"
          + " gives"),
  TRACING_ENDPOINT(
      "kubelet.tracing.endpoint",
      TEXT,
      null,
      Rule.COLLECTOR,
      "collector that takes traces of the pods' ways, by OTLP over HTTP; none: there are none"),
  TRACING_SAMPLING(
      "kubelet.tracing.samplingRatePerMillion",
      WHOLE,
      "1000000",
      Rule.PER_MILLION,
      "of how many pods of a million"),
  BASE_IMAGE(
      "kubelet.baseImage",
      TEXT,
      null,
      Rule.NOT_BLANK,
      "base of the images: a registry reference or the path of an image tar"),
  REGISTRATION_MODE(
      "registration.mode",
      TEXT,
      "aws-auth",
      Rule.REGISTRATION_MODE,
      "how the node's role becomes a Kubernetes identity"),
  REPLICAS("workload.replicas", WHOLE, "3", Rule.REPLICAS, "pods of the sample page"),
  NAMESPACE("workload.namespace", TEXT, "default", Rule.DNS_LABEL, "where the sample page runs");

  private final String path;
  private final SettingType type;
  private final @Nullable String defaultText;
  private final Rule rule;
  private final String description;

  Setting(
      String path, SettingType type, @Nullable String defaultText, Rule rule, String description) {
    this.path = path;
    this.type = type;
    this.defaultText = defaultText;
    this.rule = rule;
    this.description = description;
  }

  /** Its place in fnk.yaml, such as {@code network.vpcCidr}. */
  public String path() {
    return path;
  }

  public SettingType type() {
    return type;
  }

  public Optional<Value> defaultValue() {
    return Optional.ofNullable(defaultText).flatMap(type::parse);
  }

  public Rule rule() {
    return rule;
  }

  public String description() {
    return description;
  }

  /** Its environment variable, such as {@code FNK_NETWORK_VPC_CIDR}. */
  public String variable() {
    String words = path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_');
    return "FNK_" + words.toUpperCase(Locale.ROOT);
  }

  /** What is expected of a value, for people. */
  public String expectation() {
    return rule.expectation().isEmpty() ? type.expectation() : rule.expectation();
  }

  static Optional<Setting> at(String path) {
    return Arrays.stream(values()).filter(setting -> setting.path.equals(path)).findFirst();
  }

  /** The keys below a section of fnk.yaml; the empty path is the top. */
  static List<String> keysBelow(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    return Arrays.stream(values())
        .map(Setting::path)
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .map(rest -> rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest)
        .distinct()
        .toList();
  }
}
