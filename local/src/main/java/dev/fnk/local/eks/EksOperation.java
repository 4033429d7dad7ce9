package dev.fnk.local.eks;

import dev.fnk.local.access.Demand;
import dev.fnk.local.access.Place;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One operation of the EKS API, all of it: where the service model binds it, the permissions it
 * needs, what it does.
 *
 * @param name as the service model and IAM call it, such as {@code DescribeCluster}
 * @param shape method and path, see {@link Call#shape}
 */
record EksOperation(String name, String shape, Needs needs, Handler handler) {
  /** What it answers. */
  @FunctionalInterface
  interface Handler {
    ObjectNode handle(Call call);
  }

  /** The permissions a call needs. */
  @FunctionalInterface
  interface Needs {
    List<Demand> of(String action, Call call, Place place);
  }

  /** Operations on nothing in particular. */
  static final Needs ANYTHING = (action, call, place) -> List.of(Demand.of(action, "*"));

  /** Operations on the cluster of the path. */
  static final Needs CLUSTER =
      (action, call, place) ->
          List.of(Demand.of(action, place.arn("eks", "cluster/" + call.segment(1))));

  /** Operations on an access entry, whose own ARN ends in an id that only EKS knows. */
  static final Needs ENTRY = (action, call, place) -> List.of(Demand.of(action, Demand.UNKNOWN));

  /** Operations on the ARN in the path. */
  static final Needs TAGGED = (action, call, place) -> List.of(Demand.of(action, call.segment(1)));

  /** A new cluster, and the role it is given. */
  static final Needs NEW_CLUSTER =
      (action, call, place) -> {
        List<Demand> demands = new ArrayList<>();
        demands.add(
            Demand.of(
                action,
                Json.text(call.body(), "name")
                    .map(name -> place.arn("eks", "cluster/" + name))
                    .orElse("*")));
        Json.text(call.body(), "roleArn")
            .ifPresent(role -> demands.add(Demand.passRole(role, "eks.amazonaws.com")));
        return demands;
      };

  List<Demand> demands(Call call, Place place) {
    return needs.of("eks:" + name, call, place);
  }
}
