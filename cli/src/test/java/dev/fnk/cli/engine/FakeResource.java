package dev.fnk.cli.engine;

import dev.fnk.cli.resource.Absent;
import dev.fnk.cli.resource.Change;
import dev.fnk.cli.resource.Foreign;
import dev.fnk.cli.resource.ManagedResource;
import dev.fnk.cli.resource.Observed;
import dev.fnk.cli.resource.ObservedState;
import dev.fnk.cli.resource.Present;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ResourceContext;
import dev.fnk.cli.resource.ResourceException;
import dev.fnk.cli.resource.ResourceId;
import dev.fnk.cli.resource.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A resource of a cloud that is a map from names to values. */
final class FakeResource implements ManagedResource<String> {
  static final String OF_OTHERS = "of others";

  private final Cloud cloud;
  private final String name;
  private final String wanted;
  private final List<Resource<?>> needs;

  /** The cloud, and what it did, in order. */
  static final class Cloud {
    final Map<String, String> things = new ConcurrentHashMap<>();
    final List<String> log = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    final Map<String, String> obstacles = new ConcurrentHashMap<>();
    final Map<String, String> notes = new ConcurrentHashMap<>();
    final java.util.Set<String> broken = ConcurrentHashMap.newKeySet();

    final java.util.Set<String> stuck = ConcurrentHashMap.newKeySet();

    void work(String verb, String name) {
      if (stuck.contains(name)) {
        waitForever();
      }
      if (broken.contains(name)) {
        throw new ResourceException(name + " is broken", "mend it");
      }
      log.add(verb + " " + name);
    }

    private static void waitForever() {
      try {
        new java.util.concurrent.CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new java.util.concurrent.CancellationException("interrupted");
      }
    }
  }

  FakeResource(Cloud cloud, String name, String wanted, Resource<?>... needs) {
    this.cloud = cloud;
    this.name = name;
    this.wanted = wanted;
    this.needs = List.of(needs);
  }

  @Override
  public ResourceId id() {
    return new ResourceId("fake:thing", name);
  }

  @Override
  public List<Resource<?>> needs() {
    return needs;
  }

  @Override
  public Observed<String> observe(ObservedState known) {
    var value = cloud.things.get(name);
    if (value == null) {
      return new Absent<>();
    }
    return value.equals(OF_OTHERS)
        ? new Foreign<>(name, Optional.of("arn:" + name), "it carries no tag")
        : present(value);
  }

  private Present<String> present(String value) {
    return new Present<>(name, Optional.of("arn:" + name), "up", value);
  }

  @Override
  public Change diff(Present<String> present, ObservedState known) {
    if (present.attributes().equals("failed")) {
      return Change.replace("it failed");
    }
    return present.attributes().equals(wanted)
        ? Change.none()
        : Change.update("is " + present.attributes());
  }

  @Override
  public Present<String> create(ResourceContext context) {
    needs.stream().filter(ManagedResource.class::isInstance).forEach(n -> context.known().of(n));
    cloud.work("create", name);
    cloud.things.put(name, wanted);
    return present(wanted);
  }

  @Override
  public Present<String> update(Present<String> present, ResourceContext context) {
    cloud.work("update", name);
    cloud.things.put(name, wanted);
    return present(wanted);
  }

  @Override
  public List<Usage> usage(ObservedState known) {
    return List.of(new Usage.PublicAddresses(name, 1));
  }

  @Override
  public List<String> notes(ObservedState known) {
    return Optional.ofNullable(cloud.notes.get(name)).stream().toList();
  }

  @Override
  public Optional<String> obstacle(ObservedState known) {
    return Optional.ofNullable(cloud.obstacles.get(name));
  }

  @Override
  public void delete(Present<String> present, ResourceContext context) {
    cloud.work("delete", name);
    cloud.things.remove(name);
  }
}
