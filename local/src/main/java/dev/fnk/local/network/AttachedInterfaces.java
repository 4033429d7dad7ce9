package dev.fnk.local.network;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The network interfaces that services of AWS hold for their customer, as EC2 tells of them. */
public final class AttachedInterfaces {
  /**
   * An interface in use.
   *
   * @param attachmentId such as {@code ela-attach-0a1b}
   * @param publicIp the address that was assigned to it; it belongs to AWS and is no Elastic IP
   */
  public record Attached(String attachmentId, Instant since, Optional<String> publicIp) {}

  private final Map<String, Attached> byId = new ConcurrentHashMap<>();

  /**
   * @param interfaceId such as {@code eni-0a1b}
   */
  public void put(String interfaceId, Attached attached) {
    byId.put(interfaceId, attached);
  }

  public void remove(String interfaceId) {
    byId.remove(interfaceId);
  }

  public Optional<Attached> find(String interfaceId) {
    return Optional.ofNullable(byId.get(interfaceId));
  }

  /** Whether an attachment is one of these, which their customer must leave alone. */
  public boolean holds(String attachmentId) {
    return byId.values().stream().anyMatch(a -> a.attachmentId().equals(attachmentId));
  }
}
