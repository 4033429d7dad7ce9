package dev.fnk.cli.resource;

/** It does not exist. */
public record Absent<A>() implements Observed<A> {}
