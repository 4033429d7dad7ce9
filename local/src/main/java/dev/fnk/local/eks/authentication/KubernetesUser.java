package dev.fnk.local.eks.authentication;

import java.util.List;

/** Whom an IAM identity is in a cluster. */
record KubernetesUser(String username, List<String> groups) {
  KubernetesUser {
    groups = List.copyOf(groups);
  }
}
