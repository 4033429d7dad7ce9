package dev.fnk.cli.resource;

import dev.fnk.cli.digest.Sha256;
import dev.fnk.kubelet.contract.PullSecretNames;
import java.util.regex.Pattern;

/**
 * The names of all that a lab makes: derived from its own, so that whoever looks finds the same. A
 * name need be unique in its service's scope only: roles belong to the whole account and carry the
 * region, everything else belongs to a region.
 *
 * @param lab a DNS label of at most 40 characters
 * @param region the lab's region
 */
public record LabNames(String lab, String region) {
  /**
   * A role's name has no more characters (<a
   * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM
   * quotas</a>).
   */
  private static final int MOST_OF_A_ROLE = 64;

  private static final int HASH = 8;

  /** Of the EKS cluster, the ECS cluster, the VPC, its gateway and its route table. */
  public String cluster() {
    return lab;
  }

  /**
   * @param number from 1
   */
  public String subnet(int number) {
    return lab + "-public-" + number;
  }

  /** A security group, such as that of the {@code containers}. */
  public String group(String suffix) {
    return lab + "-" + suffix;
  }

  /** The role that the EKS control plane assumes. */
  public String clusterRole() {
    return role("cluster");
  }

  /** The role that ECS starts tasks with. */
  public String executionRole() {
    return role("execution");
  }

  /** The role that pods have unless they ask for another. */
  public String podRole() {
    return role("pod");
  }

  /** The role of the node's task. */
  public String kubeletRole() {
    return role("kubelet");
  }

  /** The role that is the Kubernetes node, where an access entry registers it. */
  public String nodeRole() {
    return role("node");
  }

  /** {@code LAB-REGION-SUFFIX}; where that is too long, the lab's name is shortened to a hash. */
  public String role(String suffix) {
    var tail = "-" + region + "-" + suffix;
    if (lab.length() + tail.length() <= MOST_OF_A_ROLE) {
      return lab + tail;
    }
    var hash = "-" + Sha256.hex(lab).substring(0, HASH);
    return lab.substring(0, MOST_OF_A_ROLE - tail.length() - hash.length()) + hash + tail;
  }

  /** A role's name as fnk 0.1.0 had it, the same in every region. */
  public String legacyRole(String suffix) {
    return lab + "-" + suffix;
  }

  public String kubeletRepository() {
    return repository("virtual-kubelet");
  }

  public String sampleRepository() {
    return repository("sample");
  }

  private String repository(String suffix) {
    return lab + "/" + suffix;
  }

  /** Of the ECS service that keeps the node alive, and of its task definition's family. */
  public String nodeService() {
    return lab + "-virtual-kubelet";
  }

  public String logGroup() {
    return "/fnk/" + lab;
  }

  /** What the families of the pods' task definitions begin with; so may those of other labs. */
  public String podFamilies() {
    return "fnk-" + lab + "-";
  }

  /** Whether a family is of this lab's pods: {@code fnk-LAB-HASH}, as the node names them. */
  public boolean isPodFamily(String family) {
    return family.matches(Pattern.quote(podFamilies()) + "[0-9a-f]{32}");
  }

  /** What the names of the secrets begin with that the node makes of imagePullSecrets. */
  public String pullSecrets() {
    return PullSecretNames.prefix(lab);
  }

  /** The tags of what a stage makes. */
  public LabTags tags(String stage, String version) {
    return new LabTags(lab, region, stage, version);
  }
}
