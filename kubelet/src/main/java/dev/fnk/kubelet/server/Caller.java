package dev.fnk.kubelet.server;

import java.util.List;
import java.util.Map;

/**
 * Who calls, as Kubernetes knows them.
 *
 * @param extra what the authenticator adds, passed on to the authorizer
 */
record Caller(String user, String uid, List<String> groups, Map<String, List<String>> extra) {
  Caller {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }
}
