package dev.fnk.cli.stage;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.LabConfig;
import dev.fnk.cli.resource.LabNames;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ecs.Tasks;
import dev.fnk.cli.resource.eks.NodeAccessEntry;
import dev.fnk.cli.resource.kubernetes.AwsAuthMapping;
import dev.fnk.cli.resource.kubernetes.ClusterAccess;
import dev.fnk.cli.resource.kubernetes.KubernetesObject;
import dev.fnk.cli.resource.kubernetes.NodeObject;
import dev.fnk.cli.resource.kubernetes.VirtualNode;
import dev.fnk.cli.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What makes the node's AWS role a Kubernetes node, and the node, which then joins. */
record RegisterStage(
    List<KubernetesObject> rights,
    NodeObject nodeObject,
    List<Resource<?>> mappings,
    VirtualNode node) {
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String ADMISSION = "admissionregistration.k8s.io/v1";

  static RegisterStage of(
      LabConfig config,
      Account account,
      AwsClients aws,
      String version,
      ClusterAccess access,
      KubeletStage kubelet) {
    var lab = config.lab();
    var nodeName = config.kubelet().nodeName();
    var tags = new LabNames(lab, config.region()).tags("register", version);
    var values = Map.of("lab", lab, "nodeName", nodeName);
    var rights =
        List.of(
            right(access, tags, "kubernetes:cluster-role", RBAC, "ClusterRole", values),
            right(
                access,
                tags,
                "kubernetes:cluster-role-binding",
                RBAC,
                "ClusterRoleBinding",
                values),
            right(
                access,
                tags,
                "kubernetes:admission-policy",
                ADMISSION,
                "ValidatingAdmissionPolicy",
                values),
            right(
                access,
                tags,
                "kubernetes:admission-policy-binding",
                ADMISSION,
                "ValidatingAdmissionPolicyBinding",
                values));
    var nodeObject =
        new NodeObject(access, nodeName, new Tasks(aws, new LabNames(lab, config.region())));
    var before = new ArrayList<Resource<?>>(rights);
    before.add(nodeObject); // torn down after the mapping, lest the node make it again
    var awsAuth =
        new AwsAuthMapping(
            access,
            tags,
            kubelet.role(),
            account.roleArn(kubelet.role().name()),
            "system:node:" + nodeName,
            List.of("system:bootstrappers", "system:nodes", "fnk:virtual-nodes"),
            before);
    var entry =
        new NodeAccessEntry(
            aws,
            tags,
            access.cluster(),
            kubelet.nodeRole(),
            account.roleArn(kubelet.nodeRole().name()),
            before);
    var mappings =
        switch (config.registration().mode()) {
          case AWS_AUTH -> List.<Resource<?>>of(awsAuth, new Remnant<>(entry, before));
          case ACCESS_ENTRY -> List.<Resource<?>>of(entry, new Remnant<>(awsAuth, before));
        };
    var node =
        new VirtualNode(
            access,
            nodeName,
            List.of(mappings.getFirst(), mappings.getLast(), kubelet.service()),
            new NodeWords(kubelet.service(), aws, new LabNames(lab, config.region()).logGroup()));
    return new RegisterStage(rights, nodeObject, mappings, node);
  }

  private static KubernetesObject right(
      ClusterAccess access,
      LabTags tags,
      String type,
      String apiVersion,
      String kind,
      Map<String, String> values) {
    var template = "manifests/" + type.substring(type.indexOf(':') + 1) + ".yaml";
    var name = apiVersion.equals(RBAC) ? "fnk:virtual-nodes" : "fnk-virtual-node-certificates";
    return new KubernetesObject(
        access,
        tags,
        KubernetesObject.Wanted.plain(
            type,
            KubernetesObject.Key.cluster(apiVersion, kind, name),
            Templates.render(template, values)));
  }

  List<Resource<?>> all() {
    var all = new ArrayList<Resource<?>>(rights);
    all.add(nodeObject);
    all.addAll(mappings);
    all.add(node);
    return all;
  }
}
