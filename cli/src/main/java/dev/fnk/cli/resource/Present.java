package dev.fnk.cli.resource;

import java.util.Optional;

/**
 * It exists and fnk made it.
 *
 * @param id the id its service knows it by
 * @param state the service's own word, such as {@code available}
 * @param attributes what others may read of it
 */
public record Present<A>(String id, Optional<String> arn, String state, A attributes)
    implements Observed<A> {}
