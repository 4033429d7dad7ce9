package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Network;
import dev.fnk.kubelet.agent.contract.Network.Dns;
import dev.fnk.kubelet.agent.contract.Network.HostEntry;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names as the kubelet writes them for a pod's containers. There is no cluster DNS where they run:
 * ClusterFirst is Default then, as on a node that knows of none, and that is the VPC's resolver.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/">hostAliases</a>
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy">dnsPolicy
 *     and dnsConfig</a>
 */
final class PodNetwork {
  private static final int MOST_NAMESERVERS = 3;
  private static final int MOST_SEARCHES = 32;
  private static final int MOST_OF_SEARCHES = 2048;

  private final Pod pod;
  private final PodSpec spec;
  private final Faults faults;
  private final List<Notice> notices;

  private PodNetwork(Pod pod, Faults faults, List<Notice> notices) {
    this.pod = pod;
    this.spec = pod.getSpec();
    this.faults = faults;
    this.notices = notices;
  }

  static Network of(Pod pod, SpecificationInputs inputs, Faults faults, List<Notice> notices) {
    return new PodNetwork(pod, faults, notices).whole(inputs);
  }

  private Network whole(SpecificationInputs inputs) {
    String label = Hostname.label(pod);
    List<String> names =
        Hostname.domain(pod, inputs.clusterDomain())
            .map(domain -> List.of(label + "." + domain, label))
            .orElse(List.of(label));
    var network =
        new Network(
            hostname(inputs.clusterDomain()),
            inputs.podIps().stream().map(ip -> new HostEntry(ip, names)).toList(),
            spec.getHostAliases().stream()
                .map(alias -> new HostEntry(alias.getIp(), alias.getHostnames()))
                .toList(),
            dns());
    readOnly(network);
    return network;
  }

  /** A name that cannot be is the environment's fault already. */
  private String hostname(String clusterDomain) {
    try {
      return Hostname.ofKernel(pod, clusterDomain);
    } catch (Unavailable _) {
      return Hostname.label(pod);
    }
  }

  private Optional<Dns> dns() {
    boolean alone = "None".equals(spec.getDnsPolicy());
    PodDNSConfig config = spec.getDnsConfig() == null ? new PodDNSConfig() : spec.getDnsConfig();
    var dns =
        new Dns(
            alone,
            config.getNameservers(),
            config.getSearches(),
            config.getOptions().stream().map(this::option).toList());
    boolean says =
        alone
            || !config.getNameservers().isEmpty()
            || !config.getSearches().isEmpty()
            || !config.getOptions().isEmpty();
    if (!alone && dns.nameservers().size() >= MOST_NAMESERVERS) {
      notices.add(
          new Notice(
              "DNSConfigForming",
              "a resolver takes "
                  + MOST_NAMESERVERS
                  + " nameservers, and the VPC's comes first: of those in dnsConfig the last are"
                  + " left out"));
    }
    int characters = String.join(" ", dns.searches()).length();
    if (!alone && (dns.searches().size() >= MOST_SEARCHES || characters >= MOST_OF_SEARCHES)) {
      notices.add(
          new Notice(
              "DNSConfigForming",
              "a resolver takes "
                  + MOST_SEARCHES
                  + " search domains of "
                  + MOST_OF_SEARCHES
                  + " characters, and the VPC's come first: of those in dnsConfig the last are left"
                  + " out"));
    }
    return says ? Optional.of(dns) : Optional.empty();
  }

  private String option(PodDNSConfigOption option) {
    String value = option.getValue();
    String text =
        value == null || value.isEmpty() ? option.getName() : option.getName() + ":" + value;
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      faults.unsupported("dnsConfig option " + option.getName() + " is not one word");
    }
    return text;
  }

  /** The supervisors write the files, as root, but not into a root that is read-only. */
  private void readOnly(Network network) {
    List<String> what = new ArrayList<>();
    if (!network.aliases().isEmpty()) {
      what.add("hostAliases");
    }
    if (network.dns().isPresent()) {
      what.add("dnsPolicy and dnsConfig");
    }
    List<String> where =
        PodContainers.of(spec).filter(PodNetwork::readOnly).map(Container::getName).toList();
    if (!what.isEmpty() && !where.isEmpty()) {
      notices.add(
          new Notice(
              "NamesNotWritten",
              String.join(", ", what)
                  + ": /etc/hosts and /etc/resolv.conf cannot be written where the root file"
                  + " system is read-only: "
                  + where));
    }
  }

  private static boolean readOnly(Container container) {
    var security = container.getSecurityContext();
    return security != null && Boolean.TRUE.equals(security.getReadOnlyRootFilesystem());
  }
}
