package dev.fnk.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The lab as its user wants it: fnk.yaml, with environment and flags laid over it. Every field has
 * a default but {@code profile}, {@code capacity}, {@code baseImage} and the endpoint of {@code
 * tracing}.
 *
 * @param lab name of the lab, of its EKS and ECS clusters, prefix of all else; a DNS label of at
 *     most 40 characters
 * @param region AWS region
 * @param profile profile of the shared AWS config
 * @param local whether the lab lives in the local world
 * @param architecture of the node and the pods
 * @param kubernetesVersion EKS version, such as {@code 1.36}
 */
public record LabConfig(
    String lab,
    String region,
    Optional<String> profile,
    boolean local,
    String kubernetesVersion,
    Architecture architecture,
    Cluster cluster,
    Network network,
    Containers containers,
    Kubelet kubelet,
    Registration registration,
    Workload workload) {

  /** What becomes of a cluster whose version leaves standard support. */
  public enum SupportType {
    STANDARD,
    EXTENDED
  }

  /**
   * @param admins ARNs of IAM roles and users that administer it, beside the one that makes it
   */
  public record Cluster(SupportType supportType, List<String> admins) {
    public Cluster {
      admins = List.copyOf(admins);
    }
  }

  /**
   * @param vpcCidr range of the VPC, /16 to /19; its two subnets are /20
   * @param zones names or ids of the subnets' availability zones; empty: chosen
   * @param endpointCidrs who may reach the cluster's public endpoint
   */
  public record Network(Cidr vpcCidr, List<String> zones, List<Cidr> endpointCidrs) {
    public Network {
      zones = List.copyOf(zones);
      endpointCidrs = List.copyOf(endpointCidrs);
    }
  }

  /**
   * @param ingressCidrs who may reach the pods' containers
   * @param ingressPorts on which TCP ports; none: on no port
   * @param repositories ARNs of ECR repositories that pods may pull from, beside the lab's
   * @param podRoles ARNs of task roles that pods may ask for
   * @param tagLabels keys of the pods' labels that become tags of their tasks
   * @param logRetentionDays retention of the log groups, one of the days CloudWatch Logs takes
   */
  public record Containers(
      List<Cidr> ingressCidrs,
      List<PortRange> ingressPorts,
      List<String> repositories,
      List<String> podRoles,
      List<String> tagLabels,
      int logRetentionDays) {
    public Containers {
      ingressCidrs = List.copyOf(ingressCidrs);
      ingressPorts = List.copyOf(ingressPorts);
      repositories = List.copyOf(repositories);
      podRoles = List.copyOf(podRoles);
      tagLabels = List.copyOf(tagLabels);
    }
  }

  /**
   * @param nodeName name of the node, a DNS label
   * @param cpu CPU units of the node's own task
   * @param memory MiB of the node's own task
   * @param tainted whether the node carries the virtual-kubelet taint
   * @param baseImage base of the node's image; empty: the public default, or the one made from
   *     packages where no public registry answers
   */
  public record Kubelet(
      String nodeName,
      int cpu,
      int memory,
      boolean tainted,
      Capacity capacity,
      Tracing tracing,
      Optional<String> baseImage) {}

  /**
   * What the node reports as its capacity.
   *
   * @param vcpus none: the account's quota of Fargate
   * @param memory MiB; none: 8 GiB a vCPU
   */
  public record Capacity(OptionalInt vcpus, OptionalInt memory) {
    public static final Capacity OF_THE_ACCOUNT =
        new Capacity(OptionalInt.empty(), OptionalInt.empty());
  }

  /**
   * Where the node sends traces of its pods.
   *
   * @param endpoint base URL of a collector that takes OTLP over HTTP; none: there are no traces
   * @param samplingRatePerMillion of how many pods of a million
   */
  public record Tracing(Optional<String> endpoint, int samplingRatePerMillion) {
    public static final Tracing OFF = new Tracing(Optional.empty(), 1_000_000);
  }

  /** How the node's role is mapped to a Kubernetes identity. */
  public enum RegistrationMode {
    AWS_AUTH,
    ACCESS_ENTRY
  }

  public record Registration(RegistrationMode mode) {}

  /**
   * @param replicas pods of the sample page
   * @param namespace where they run
   */
  public record Workload(int replicas, String namespace) {}
}
