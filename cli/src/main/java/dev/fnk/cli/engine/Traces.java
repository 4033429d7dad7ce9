package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.Trace;
import java.util.ArrayList;
import java.util.List;

/** What resources find of themselves; one that cannot be read may be there. */
final class Traces {
  private Traces() {}

  /**
   * @throws LabException AWS does not know the caller, or cannot be reached
   */
  static List<Trace> of(List<Resource<?>> resources) {
    var seen = StateReader.observe(resources, _ -> true);
    var all = new ArrayList<Trace>();
    for (var resource : resources) {
      var unread = seen.unread().get(resource);
      if (unread != null) {
        if (resource.inside().isEmpty()) { // else what it is inside of tells
          all.add(unknown(resource, unread));
        }
        continue;
      }
      try {
        all.addAll(StateReader.cancellable(() -> resource.traces(seen.known())));
      } catch (RuntimeException e) {
        if (!StateReader.concernsItAlone(e)) {
          throw e;
        }
        all.add(unknown(resource, LabException.describe(e)));
      }
    }
    return List.copyOf(all);
  }

  private static Trace unknown(Resource<?> resource, String why) {
    return Trace.left(resource.type(), resource.name(), "cannot be read: " + why);
  }
}
