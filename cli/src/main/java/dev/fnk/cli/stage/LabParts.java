package dev.fnk.cli.stage;

import dev.fnk.cli.image.ImagePublisher;
import dev.fnk.cli.kubeconfig.ExecCommand;
import dev.fnk.cli.kubeconfig.KubeconfigFile;

/**
 * What a lab takes from the program around it.
 *
 * @param version fnk's own, for the tags
 * @param images builds and pushes the lab's images
 * @param kubeconfig where the cluster's entry goes
 * @param tokenCommand what kubectl runs to get a token of the lab's cluster
 */
public record LabParts(
    String version, ImagePublisher images, KubeconfigFile kubeconfig, ExecCommand tokenCommand) {}
