package dev.fnk.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "kubelet",
    description = "The virtual node, and its image.",
    synopsisSubcommandLabel = "COMMAND")
final class KubeletCommand {}
