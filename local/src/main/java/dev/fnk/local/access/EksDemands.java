package dev.fnk.local.access;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.sigv4.UriEncoding;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The permissions of EKS calls. */
final class EksDemands {
  private EksDemands() {}

  static List<Demand> of(AwsRequest request, Place place, JsonNode input) {
    List<String> path =
        List.of(request.path().split("/", -1)).stream()
            .filter(segment -> !segment.isEmpty())
            .map(UriEncoding::decode)
            .toList();
    List<Demand> demands = new ArrayList<>();
    String action = "eks:" + operation(request.method(), path);
    demands.add(Demand.of(action, resource(path, place, input)));
    if (action.equals("eks:CreateCluster") && input.has("roleArn")) {
      demands.add(Demand.passRole(input.path("roleArn").asString(""), "eks.amazonaws.com"));
    }
    return demands;
  }

  /** Operations by method and path, as the service model binds them; empty when not known. */
  private static String operation(String method, List<String> path) {
    String first = path.isEmpty() ? "" : path.getFirst();
    String third = path.size() > 2 ? path.get(2) : "";
    String shape = method + " " + first + " " + path.size() + " " + third;
    return switch (shape.strip()) {
      case "POST clusters 1" -> "CreateCluster";
      case "GET clusters 1" -> "ListClusters";
      case "GET clusters 2" -> "DescribeCluster";
      case "DELETE clusters 2" -> "DeleteCluster";
      case "POST clusters 3 update-config" -> "UpdateClusterConfig";
      case "POST clusters 3 updates" -> "UpdateClusterVersion";
      case "GET clusters 3 updates" -> "ListUpdates";
      case "GET clusters 4 updates" -> "DescribeUpdate";
      case "POST clusters 3 access-entries" -> "CreateAccessEntry";
      case "GET clusters 3 access-entries" -> "ListAccessEntries";
      case "GET clusters 4 access-entries" -> "DescribeAccessEntry";
      case "POST clusters 4 access-entries" -> "UpdateAccessEntry";
      case "DELETE clusters 4 access-entries" -> "DeleteAccessEntry";
      case "POST clusters 5 access-entries" -> "AssociateAccessPolicy";
      case "GET clusters 5 access-entries" -> "ListAssociatedAccessPolicies";
      case "DELETE clusters 6 access-entries" -> "DisassociateAccessPolicy";
      case "GET access-policies 1" -> "ListAccessPolicies";
      default ->
          first.equals("tags")
              ? switch (method) {
                case "GET" -> "ListTagsForResource";
                case "POST" -> "TagResource";
                default -> "UntagResource";
              }
              : "";
    };
  }

  private static String resource(List<String> path, Place place, JsonNode input) {
    String first = path.isEmpty() ? "" : path.getFirst();
    if (first.equals("tags")) {
      return String.join("/", path.subList(1, path.size()));
    }
    if (!first.equals("clusters")) {
      return "*";
    }
    if (path.size() == 1) {
      return input.has("name")
          ? place.arn("eks", "cluster/" + input.path("name").asString(""))
          : "*";
    }
    // An access entry's own ARN ends in an id that only EKS knows.
    return path.size() > 3 && path.get(2).equals("access-entries")
        ? Demand.UNKNOWN
        : place.arn("eks", "cluster/" + path.get(1));
  }
}
