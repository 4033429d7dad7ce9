package dev.fnk.local.eks.authentication;

import dev.fnk.local.account.LocalAccount;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.eks.access.PrincipalArn;
import dev.fnk.local.eks.cluster.Cluster;
import dev.fnk.local.json.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import tools.jackson.databind.node.ObjectNode;

/** Judges the bearer tokens of one cluster: format, signature, mapping. */
public final class TokenReviewer {
  private final LocalAccount account;
  private final Cluster cluster;
  private final Set<String> origins;
  private final IdentityMapper mapper;

  /**
   * @param bridge address of the VPC's bridge, where containers reach the gateway
   */
  public TokenReviewer(LocalAccount account, Cluster cluster, InetAddress bridge) {
    this.account = account;
    this.cluster = cluster;
    this.origins = origins(account.endpoint(), cluster.identity().region(), bridge);
    this.mapper =
        new IdentityMapper(
            cluster,
            id -> privateDnsName(account.clients(cluster.identity().region()).ec2(), id),
            this::awsAuth);
  }

  /** The status of a TokenReview for a token. */
  ObjectNode review(String token) {
    if (!cluster.admits(Instant.now())) {
      return refused("the cluster has just become ACTIVE");
    }
    try {
      URI url = TokenFormat.presignedUrl(token, origins);
      Caller caller =
          account.verifyPresigned(
              url,
              Map.of(TokenFormat.CLUSTER_HEADER, cluster.name(), "host", url.getRawAuthority()));
      return mapper
          .map(caller)
          .map(user -> authenticated(user, caller))
          .orElseGet(() -> refused("no mapping for " + caller.arn()));
    } catch (TokenFormat.Refused | AwsAuth.Malformed e) {
      return refused(String.valueOf(e.getMessage()));
    } catch (AwsError e) {
      return refused(e.message());
    } catch (KubernetesClientException | Ec2Exception e) {
      return refused("the identity cannot be mapped now: " + e.getMessage());
    }
  }

  /** The endpoints a token may be signed for: those of STS, and the gateway's. */
  static Set<String> origins(URI gateway, String region, InetAddress bridge) {
    Set<String> origins = new HashSet<>();
    origins.add("https://sts.amazonaws.com");
    origins.add("https://sts." + region + ".amazonaws.com");
    String port = gateway.getPort() < 0 ? "" : ":" + gateway.getPort();
    for (String host :
        List.of("127.0.0.1", "localhost", gateway.getHost(), bridge.getHostAddress())) {
      origins.add(gateway.getScheme() + "://" + host + port);
    }
    return Set.copyOf(origins);
  }

  private Optional<AwsAuth> awsAuth() throws AwsAuth.Malformed {
    Optional<ConfigMap> found =
        cluster
            .serving()
            .flatMap(
                running ->
                    Optional.ofNullable(
                        running
                            .admin()
                            .configMaps()
                            .inNamespace("kube-system")
                            .withName("aws-auth")
                            .get()));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(AwsAuth.parse(Optional.ofNullable(found.get().getData()).orElse(Map.of())));
  }

  private static Optional<String> privateDnsName(Ec2Client ec2, String instanceId) {
    try {
      return ec2.describeInstances(r -> r.instanceIds(instanceId)).reservations().stream()
          .flatMap(reservation -> reservation.instances().stream())
          .map(instance -> instance.privateDnsName())
          .findFirst();
    } catch (Ec2Exception e) {
      if (e.awsErrorDetails().errorCode().startsWith("InvalidInstanceID")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ObjectNode authenticated(KubernetesUser user, Caller caller) {
    ObjectNode status = Json.object();
    status.put("authenticated", true);
    ObjectNode info = status.putObject("user");
    info.put("username", user.username());
    info.put("uid", "aws-iam-authenticator:" + caller.accountId() + ":" + caller.userId());
    info.set("groups", Json.strings(user.groups()));
    ObjectNode extra = info.putObject("extra");
    extra.putArray("arn").add(caller.arn());
    extra
        .putArray("canonicalArn")
        .add(PrincipalArn.canonical(caller.arn()).map(PrincipalArn::text).orElseGet(caller::arn));
    extra.putArray("principalId").add(caller.userId());
    extra.putArray("sessionName").add(PrincipalArn.sessionName(caller.arn()).orElse(""));
    return status;
  }

  /** With an error the API server does not remember the refusal: a new mapping works at once. */
  private static ObjectNode refused(String why) {
    return Json.object().put("authenticated", false).put("error", why);
  }
}
