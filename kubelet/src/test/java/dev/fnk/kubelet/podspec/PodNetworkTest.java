package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.Network;
import dev.fnk.kubelet.agent.contract.Network.Dns;
import dev.fnk.kubelet.agent.contract.Network.HostEntry;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the kubelet's managedHostsFileContent and GetPodDNS. */
final class PodNetworkTest {
  private static final String WEB = "\ncontainers: [{name: web, image: nginx}]";
  private static final String READ_ONLY =
      "\ncontainers: [{name: web, image: nginx, securityContext: {readOnlyRootFilesystem: true}},"
          + " {name: other, image: nginx}]";

  @Test
  void aPodIsKnownByItsName() {
    assertThat(network(WEB))
        .isEqualTo(
            new Network(
                "web-1",
                List.of(new HostEntry("10.0.1.5", List.of("web-1"))),
                List.of(),
                Optional.empty()));
  }

  @Test
  void withASubdomainItIsKnownByItsWholeNameToo() {
    Network of = network("hostname: db\nsubdomain: data" + WEB);

    assertThat(of.hostname()).isEqualTo("db");
    assertThat(of.hosts())
        .containsExactly(new HostEntry("10.0.1.5", List.of("db.data.ns.svc.cluster.local", "db")));
    assertThat(network("hostname: db\nsubdomain: data\nsetHostnameAsFQDN: true" + WEB).hostname())
        .isEqualTo("db.data.ns.svc.cluster.local");
  }

  @Test
  void anOverrideHasNoDomain() {
    Network of = network("hostnameOverride: db.example.com\nsubdomain: data" + WEB);

    assertThat(of.hostname()).isEqualTo("db.example.com");
    assertThat(of.hosts()).containsExactly(new HostEntry("10.0.1.5", List.of("db.example.com")));
  }

  @Test
  void aliasesAreInTheirOrder() {
    assertThat(
            network(
                    "hostAliases: [{ip: 192.0.2.1, hostnames: [b, a]},"
                        + " {ip: '2001:db8::1', hostnames: [c]}]"
                        + WEB)
                .aliases())
        .containsExactly(
            new HostEntry("192.0.2.1", List.of("b", "a")),
            new HostEntry("2001:db8::1", List.of("c")));
  }

  @ParameterizedTest
  @CsvSource({"ClusterFirst", "Default", "ClusterFirstWithHostNet"})
  void withoutAConfigTheResolverIsTheVpcs(String policy) {
    assertThat(network("dnsPolicy: " + policy + WEB).dns()).isEmpty();
    assertThat(network("dnsPolicy: " + policy + "\ndnsConfig: {}" + WEB).dns()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ClusterFirst, false", "Default, false", "None, true"})
  void whatAConfigSaysComesAfterTheVpcsOrAlone(String policy, boolean alone) {
    assertThat(
            network(
                    "dnsPolicy: "
                        + policy
                        + """

                        dnsConfig:
                          nameservers: [192.0.2.53]
                          searches: [example.com]
                          options: [{name: ndots, value: '2'}, {name: edns0}, {name: rotate, value: ''}]
                        """
                        + WEB)
                .dns())
        .hasValue(
            new Dns(
                alone,
                List.of("192.0.2.53"),
                List.of("example.com"),
                List.of("ndots:2", "edns0", "rotate")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nameservers: [192.0.2.53]",
        "searches: [a.example.com]",
        "'options: [{name: edns0}]'",
      })
  void eachPartOfAConfigIsEnough(String part) {
    assertThat(network("dnsConfig: {" + part + "}" + WEB).dns()).isPresent();
  }

  @Test
  void noneWithoutAConfigIsNoResolver() {
    assertThat(network("dnsPolicy: None" + WEB).dns())
        .hasValue(new Dns(true, List.of(), List.of(), List.of()));
  }

  @Test
  void anOptionThatWouldBeAnotherLineIsAFault() {
    Pod pod =
        Yaml.pod("dnsConfig: {options: [{name: a, value: \"1\\nnameserver 192.0.2.1\"}]}" + WEB);

    assertThat(PodToSpecification.specify(pod, new Given().inputs(pod)))
        .isEqualTo(
            new SpecificationResult.Faulty(
                List.of(
                    new Fault(
                        Fault.Kind.UNSUPPORTED,
                        Optional.empty(),
                        "dnsConfig option a is not one word"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'hostAliases: [{ip: 192.0.2.1, hostnames: [a]}]' | hostAliases",
        "dnsPolicy: None | dnsPolicy and dnsConfig",
        "'dnsConfig: {searches: [a]}' | dnsPolicy and dnsConfig",
      })
  void whereTheRootIsReadOnlyNamesAreNotWrittenAndThatIsTold(String field, String what) {
    assertThat(specified(field + READ_ONLY).notices())
        .containsExactly(
            new Notice(
                "NamesNotWritten",
                what
                    + ": /etc/hosts and /etc/resolv.conf cannot be written where the root file"
                    + " system is read-only: [web]"));
    assertThat(specified(field + WEB).notices()).isEmpty();
  }

  @Test
  void nobodyIsToldOfNamesThatWereNotAskedFor() {
    assertThat(specified(READ_ONLY).notices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ClusterFirst, 3, true", "ClusterFirst, 2, false", "None, 3, false"})
  void serversThatAResolverDoesNotTakeAreToldOf(String policy, int servers, boolean told) {
    List<String> all = List.of("192.0.2.1", "192.0.2.2", "192.0.2.3").subList(0, servers);

    assertThat(
            specified("dnsPolicy: " + policy + "\ndnsConfig: {nameservers: " + all + "}" + WEB)
                .notices()
                .stream()
                .map(Notice::reason))
        .isEqualTo(told ? List.of("DNSConfigForming") : List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "Default, 32, 3, true",
    "Default, 31, 3, false",
    "Default, 20, 120, true",
    "None, 32, 3, false"
  })
  void searchDomainsThatAResolverDoesNotTakeAreToldOf(
      String policy, int domains, int length, boolean told) {
    List<String> all =
        IntStream.range(0, domains).mapToObj(i -> "d".repeat(length - 2) + (10 + i)).toList();

    assertThat(
            specified(
                    "dnsPolicy: "
                        + policy
                        + "\ndnsConfig: {nameservers: [192.0.2.1], searches: "
                        + all
                        + "}"
                        + WEB)
                .notices()
                .stream()
                .map(Notice::reason))
        .isEqualTo(told ? List.of("DNSConfigForming") : List.of());
  }

  private static Network network(String spec) {
    return specified(spec).specification().network().orElseThrow();
  }

  private static SpecificationResult.Specified specified(String spec) {
    Pod pod = Yaml.pod(spec);
    return (SpecificationResult.Specified) PodToSpecification.specify(pod, new Given().inputs(pod));
  }
}
