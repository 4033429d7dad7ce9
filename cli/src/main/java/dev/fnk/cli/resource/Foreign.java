package dev.fnk.cli.resource;

import java.util.Optional;

/**
 * Its name is taken by something that this lab did not make. It is never touched.
 *
 * @param why what gives it away, for people
 */
public record Foreign<A>(String id, Optional<String> arn, String why) implements Observed<A> {}
