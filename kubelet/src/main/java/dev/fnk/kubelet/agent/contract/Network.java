package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * How the containers of a pod are named and find others by name: what is in their /etc/hostname,
 * /etc/hosts and /etc/resolv.conf besides what ECS has put there.
 *
 * @param hosts the pod's own names
 * @param aliases the pod's hostAliases
 * @param dns empty: as ECS has it, by the resolver of the VPC
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Network(
    String hostname, List<HostEntry> hosts, List<HostEntry> aliases, Optional<Dns> dns) {
  public Network {
    hosts = List.copyOf(hosts);
    aliases = List.copyOf(aliases);
  }

  /**
   * A line of /etc/hosts.
   *
   * @param address IPv4 or IPv6
   */
  public record HostEntry(String address, List<String> names) {
    public HostEntry {
      names = List.copyOf(names);
    }
  }

  /**
   * What the pod says of its resolver.
   *
   * @param alone whether nothing of ECS's stays; else it comes first
   * @param options {@code name} or {@code name:value}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Dns(
      boolean alone, List<String> nameservers, List<String> searches, List<String> options) {
    public Dns {
      nameservers = List.copyOf(nameservers);
      searches = List.copyOf(searches);
      options = List.copyOf(options);
    }
  }
}
