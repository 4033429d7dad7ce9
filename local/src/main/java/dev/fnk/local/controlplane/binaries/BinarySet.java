package dev.fnk.local.controlplane.binaries;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory that holds every program of the control plane. */
public record BinarySet(Path directory) {
  public static final String ETCD = "etcd";
  public static final String API_SERVER = "kube-apiserver";
  public static final String CONTROLLER_MANAGER = "kube-controller-manager";
  public static final String SCHEDULER = "kube-scheduler";

  /** The Kubernetes programs of a release. */
  static final List<String> KUBERNETES = List.of(API_SERVER, CONTROLLER_MANAGER, SCHEDULER);

  private static final List<String> ALL = List.of(ETCD, API_SERVER, CONTROLLER_MANAGER, SCHEDULER);

  public Path etcd() {
    return directory.resolve(ETCD);
  }

  public Path apiServer() {
    return directory.resolve(API_SERVER);
  }

  public Path controllerManager() {
    return directory.resolve(CONTROLLER_MANAGER);
  }

  public Path scheduler() {
    return directory.resolve(SCHEDULER);
  }

  /** The programs that are not there or cannot be run; empty when the set is whole. */
  List<String> missing() {
    return ALL.stream().filter(name -> !Files.isExecutable(directory.resolve(name))).toList();
  }
}
