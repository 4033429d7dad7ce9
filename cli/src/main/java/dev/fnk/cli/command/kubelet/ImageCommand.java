package dev.fnk.cli.command.kubelet;

import picocli.CommandLine.Command;

@Command(
    name = "image",
    description = "The images of the virtual node, of its agent and of the sample page.",
    synopsisSubcommandLabel = "COMMAND")
public final class ImageCommand {}
