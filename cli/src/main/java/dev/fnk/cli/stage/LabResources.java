package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.kubernetes.ClusterAccess;
import dev.fnk.cli.resource.kubernetes.OutlivingObjects;
import dev.fnk.cli.resource.kubernetes.VirtualNode;
import java.util.ArrayList;
import java.util.List;

/**
 * All resources of a lab, by stage.
 *
 * @param access to its API server; to be closed
 */
public record LabResources(
    List<Resource<?>> base,
    List<Resource<?>> ecs,
    List<Resource<?>> kubelet,
    List<Resource<?>> register,
    List<Resource<?>> workload,
    ClusterAccess access,
    VirtualNode node) {
  public LabResources {
    base = List.copyOf(base);
    ecs = List.copyOf(ecs);
    kubelet = List.copyOf(kubelet);
    register = List.copyOf(register);
    workload = List.copyOf(workload);
  }

  public static LabResources of(LabConfig config, Account account, AwsClients aws, LabParts parts) {
    var version = parts.version();
    var base = BaseStage.of(config, account, aws, parts);
    var ecs = EcsStage.of(config, account, aws, version, base);
    var kubelet = KubeletStage.of(config, account, aws, version, parts.images(), base, ecs);
    var access = new ClusterAccess(base.cluster());
    var register = RegisterStage.of(config, account, aws, version, access, kubelet);
    var workload = WorkloadStage.of(config, aws, version, access, kubelet, register);
    var inBase = new ArrayList<Resource<?>>(base.all());
    // The controllers of load balancers and volumes may be pods on the node; and who has to help
    // them with kubectl needs the entry in the kubeconfig.
    inBase.add(new OutlivingObjects(access, List.of(register.node(), base.kubeconfig())));
    return new LabResources(
        inBase, ecs.all(), kubelet.all(), register.all(), workload.all(), access, register.node());
  }
}
