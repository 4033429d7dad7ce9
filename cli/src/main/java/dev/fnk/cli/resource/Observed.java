package dev.fnk.cli.resource;

import java.util.Optional;

/** What the cloud says of a resource. */
public sealed interface Observed<A> permits Present, Absent, Foreign {
  /** What was found, if anything was. */
  static <A> Observed<A> of(Optional<Present<A>> found) {
    return found.<Observed<A>>map(present -> present).orElseGet(Absent::new);
  }

  /** The thing, if it is there and the lab's own. */
  default Optional<Present<A>> present() {
    return this instanceof Present<A> present ? Optional.of(present) : Optional.empty();
  }
}
