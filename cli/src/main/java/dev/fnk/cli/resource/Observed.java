package dev.fnk.cli.resource;

/** What the cloud says of a resource. */
public sealed interface Observed<A> permits Present, Absent, Foreign {}
