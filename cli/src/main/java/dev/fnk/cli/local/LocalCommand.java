package dev.fnk.cli.local;

import picocli.CommandLine.Command;

@Command(
    name = "local",
    description = "The local lab: an AWS account on this machine.",
    synopsisSubcommandLabel = "COMMAND")
public final class LocalCommand {}
