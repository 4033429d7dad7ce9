package dev.fnk.local.ecs.model.service;

import dev.fnk.local.ecs.model.cluster.Cluster;
import dev.fnk.local.ecs.protocol.Arns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The services of a region by ARN. */
public final class ServiceStore {
  private final Map<String, Service> services = new ConcurrentSkipListMap<>();

  public Optional<Service> find(Cluster cluster, String nameOrArn) {
    String name = Arns.lastPart(nameOrArn);
    return services.values().stream()
        .filter(service -> service.name().equals(name))
        .filter(service -> service.cluster().name().equals(cluster.name()))
        .findFirst();
  }

  public Optional<Service> findByArn(String arn) {
    return Optional.ofNullable(services.get(arn));
  }

  /** Those that DeleteService was not called for. */
  public List<Service> active(Cluster cluster) {
    return services.values().stream()
        .filter(service -> service.cluster().name().equals(cluster.name()))
        .filter(service -> service.state().status() == Service.Status.ACTIVE)
        .toList();
  }

  public List<Service> all() {
    return List.copyOf(services.values());
  }

  public void put(Service service) {
    services.put(service.arn(), service);
  }
}
