package dev.fnk.kubelet.server;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** The node's own knowledge of its pods. */
@FunctionalInterface
public interface NodePods {
  /**
   * The pods bound to the node, each with the status that the node has decided on: also before the
   * API server has confirmed it, and so never behind what a client of the API server can know.
   */
  List<Pod> pods();
}
