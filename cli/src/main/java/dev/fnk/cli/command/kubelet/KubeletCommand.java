package dev.fnk.cli.command.kubelet;

import picocli.CommandLine.Command;

@Command(
    name = "kubelet",
    description = "The virtual node, what it makes of pods, and its image.",
    synopsisSubcommandLabel = "COMMAND")
public final class KubeletCommand {}
