package dev.fnk.local.eks.access;

import java.util.Arrays;
import java.util.Optional;

/** The access policies that can be associated, and the ClusterRole each stands for. */
public enum AccessPolicy {
  CLUSTER_ADMIN("AmazonEKSClusterAdminPolicy", "cluster-admin"),
  ADMIN("AmazonEKSAdminPolicy", "admin"),
  ADMIN_VIEW("AmazonEKSAdminViewPolicy", "eks:admin-view"),
  EDIT("AmazonEKSEditPolicy", "edit"),
  VIEW("AmazonEKSViewPolicy", "view");

  private static final String ARN_PREFIX = "arn:aws:eks::aws:cluster-access-policy/";

  private final String policyName;
  private final String clusterRole;

  AccessPolicy(String policyName, String clusterRole) {
    this.policyName = policyName;
    this.clusterRole = clusterRole;
  }

  public static Optional<AccessPolicy> ofArn(String arn) {
    return Arrays.stream(values()).filter(policy -> policy.arn().equals(arn)).findFirst();
  }

  public String policyName() {
    return policyName;
  }

  public String arn() {
    return ARN_PREFIX + policyName;
  }

  String clusterRole() {
    return clusterRole;
  }
}
