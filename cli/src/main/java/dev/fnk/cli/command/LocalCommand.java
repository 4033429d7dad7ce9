package dev.fnk.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "local",
    description = "The local lab: an AWS account on this machine.",
    synopsisSubcommandLabel = "COMMAND")
final class LocalCommand {}
