package dev.fnk.cli.engine;

import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Resource;
import java.util.Map;

/**
 * What was seen of the lab by one who goes on where something cannot be read.
 *
 * @param known what is there; what could not be read counts as absent here
 * @param unread what could not be read, each with the reason
 */
record Observation(ObservedState known, Map<Resource<?>, String> unread) {
  Observation {
    unread = Map.copyOf(unread);
  }
}
