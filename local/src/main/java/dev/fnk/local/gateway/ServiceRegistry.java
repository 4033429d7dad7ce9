package dev.fnk.local.gateway;

import dev.fnk.local.aws.AwsService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The services by signing name; what nobody registered is answered by the fallback. */
public final class ServiceRegistry {
  private final Map<String, AwsService> services = new ConcurrentHashMap<>();
  private final Function<String, AwsService> fallback;

  /**
   * @param fallback makes a service for a signing name
   */
  public ServiceRegistry(Function<String, AwsService> fallback) {
    this.fallback = fallback;
  }

  /** Registers a service under its signing name, in place of an earlier one. */
  public void register(AwsService service) {
    services.put(service.signingName(), service);
  }

  AwsService service(String signingName) {
    AwsService service = services.get(signingName);
    return service == null ? fallback.apply(signingName) : service;
  }
}
