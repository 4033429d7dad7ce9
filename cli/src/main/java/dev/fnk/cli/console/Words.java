package dev.fnk.cli.console;

import dev.fnk.cli.event.Event.Action;

/** An action in the forms that lines need. */
record Words(String doing, String done, String infinitive) {
  static Words of(Action action) {
    return switch (action) {
      case CREATE -> new Words("creating", "created", "create");
      case UPDATE -> new Words("updating", "updated", "update");
      case DELETE -> new Words("deleting", "deleted", "delete");
    };
  }
}
