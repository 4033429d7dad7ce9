package dev.fnk.local.ec2;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.FormParameters;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.AttachedInterfaces.Attached;
import dev.fnk.local.uri.UriEncoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * DescribeNetworkInterfaces as EC2 answers it for interfaces that a service holds: attached, in
 * use, managed by their requester, with the address that AWS lent them (EC2 API reference,
 * "NetworkInterface").
 */
final class InterfaceAnswers {
  /** What only this class knows of an interface, and moto therefore cannot filter by. */
  private static final List<String> OWN =
      List.of(
          "status",
          "attachment.status",
          "association.public-ip",
          "addresses.association.public-ip",
          "requester-managed",
          "interface-type");

  /** The account of the service, not of its customer. */
  private static final String REQUESTER = "578734482556";

  private final AttachedInterfaces attached;

  InterfaceAnswers(AttachedInterfaces attached) {
    this.attached = attached;
  }

  /**
   * Answers by moto's knowledge and this.
   *
   * @param moto asks moto
   */
  AwsResponse describe(AwsRequest request, UnaryOperator<AwsResponse> named, Moto moto) {
    Map<String, String> parameters = new HashMap<>(FormParameters.of(request).values());
    Map<String, List<String>> filters = takeOwn(parameters);
    AwsResponse response =
        named.apply(moto.forward(filters.isEmpty() ? request : with(request, parameters)));
    if (response.status() >= 300) {
      return response;
    }
    XmlEdit edit = XmlEdit.parse(response.body());
    for (Element item : edit.items("networkInterfaceSet")) {
      String id = edit.text(item, "networkInterfaceId");
      attached.find(id).ifPresent(a -> overlay(edit, item, a, request.region()));
      if (!filters.entrySet().stream().allMatch(f -> matches(edit, item, f))) {
        edit.remove(item);
      }
    }
    return new AwsResponse(response.status(), response.headers(), edit.bytes());
  }

  /** Calls moto. */
  @FunctionalInterface
  interface Moto {
    AwsResponse forward(AwsRequest request);
  }

  private static AwsRequest with(AwsRequest request, Map<String, String> parameters) {
    String body =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(e -> UriEncoding.encode(e.getKey()) + "=" + UriEncoding.encode(e.getValue()))
                .collect(Collectors.joining("&"));
    return new AwsRequest(
        request.service(),
        request.region(),
        request.caller(),
        request.method(),
        request.path(),
        "",
        request.headers(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the filters that are ours out of the parameters. */
  private static Map<String, List<String>> takeOwn(Map<String, String> parameters) {
    Map<String, List<String>> filters = new HashMap<>();
    for (String key : List.copyOf(parameters.keySet())) {
      if (key.matches("Filter\\.\\d+\\.Name") && OWN.contains(parameters.get(key))) {
        String prefix = key.substring(0, key.length() - "Name".length());
        List<String> values = new ArrayList<>();
        for (String other : List.copyOf(parameters.keySet())) {
          if (other.startsWith(prefix + "Value.")) {
            values.add(Objects.requireNonNull(parameters.remove(other)));
          }
        }
        filters.put(Objects.requireNonNull(parameters.remove(key)), values);
      }
    }
    return filters;
  }

  private static boolean matches(
      XmlEdit edit, Element item, Map.Entry<String, List<String>> filter) {
    String value =
        switch (filter.getKey()) {
          case "status" -> edit.text(item, "status");
          case "attachment.status" -> edit.text(item, "attachment", "status");
          case "requester-managed" -> edit.text(item, "requesterManaged");
          case "interface-type" -> edit.text(item, "interfaceType");
          default -> edit.text(item, "association", "publicIp");
        };
    return filter.getValue().contains(value);
  }

  private static void overlay(XmlEdit edit, Element item, Attached attached, String region) {
    edit.set(item, "status", "in-use");
    edit.set(item, "requesterManaged", "true");
    edit.set(item, "requesterId", REQUESTER);
    Map<String, String> attachment = new TreeMap<>();
    attachment.put("attachmentId", attached.attachmentId());
    attachment.put("attachTime", attached.since().toString());
    attachment.put("deleteOnTermination", "false");
    attachment.put("deviceIndex", "1");
    attachment.put("instanceOwnerId", REQUESTER);
    attachment.put("status", "attached");
    edit.set(item, "attachment", attachment);
    attached
        .publicIp()
        .ifPresent(
            ip -> {
              Map<String, String> association =
                  Map.of(
                      "ipOwnerId",
                      "amazon",
                      "publicDnsName",
                      publicName(ip, region),
                      "publicIp",
                      ip);
              edit.set(item, "association", association);
              primary(edit, item).ifPresent(p -> edit.set(p, "association", association));
            });
  }

  private static Optional<Element> primary(XmlEdit edit, Element item) {
    return edit.children(item, "privateIpAddressesSet").stream().findFirst();
  }

  private static String publicName(String ip, String region) {
    return "ec2-%s.%s.amazonaws.com"
        .formatted(
            ip.replace('.', '-'), region.equals("us-east-1") ? "compute-1" : region + ".compute");
  }
}
