package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.LeftoverResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceId;
import java.util.List;
import java.util.Optional;

/** What others put into the cloud of {@link FakeResource}. */
record FakeLeftover(FakeResource.Cloud cloud, String name, List<Resource<?>> needs)
    implements LeftoverResource<String> {
  FakeLeftover {
    needs = List.copyOf(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("fake:thing", name);
  }

  @Override
  public Observed<String> observe(ObservedState known) {
    var value = cloud.things.get(name);
    return value == null
        ? new Absent<>()
        : new Present<>(name, Optional.of("arn:" + name), "up", value);
  }

  @Override
  public void delete(Present<String> present, ResourceContext context) {
    cloud.work("delete", name);
    cloud.things.remove(name);
  }
}
