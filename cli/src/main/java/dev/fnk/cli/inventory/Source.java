package dev.fnk.cli.inventory;

import dev.fnk.cli.resource.Trace;
import java.util.List;

/** Finds what the lab's resources do not name: what others made for it, and what is too many. */
@FunctionalInterface
public interface Source {
  /** All that is there now; each by its ARN where it has one. */
  List<Trace> find();
}
