package dev.fnk.cli.stage;

import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.kubeconfig.KubeconfigFile;
import java.util.List;

/**
 * What a lab takes from the program around it.
 *
 * @param version fnk's own, for the tags
 * @param images builds and pushes the lab's images
 * @param kubeconfig where the cluster's entry goes
 * @param tokenCommand what kubectl runs to get a token of the lab's cluster, the program first, by
 *     its absolute path; complete, such as {@code /opt/fnk/fnk token --region eu-west-1 --cluster
 *     eks-lab}
 */
public record LabParts(
    String version, ImagePublisher images, KubeconfigFile kubeconfig, List<String> tokenCommand) {
  public LabParts {
    tokenCommand = List.copyOf(tokenCommand);
  }
}
