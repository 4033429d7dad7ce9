package dev.fnk.cli.resource.ec2;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/**
 * Whose a network interface is. EC2 has no field for it: it is read from the type, the requester
 * and the descriptions that services give theirs (docs.aws.amazon.com/AWSEC2/latest/UserGuide,
 * "Requester-managed network interfaces").
 */
final class InterfaceOwner {
  private static final Pattern TASK = Pattern.compile("arn:[^:]+:ecs:[^:]*:[^:]*:attachment/.*");
  private static final Pattern EKS = Pattern.compile("Amazon EKS (\\S+)");
  private static final Pattern LAMBDA =
      Pattern.compile("AWS Lambda VPC ENI-(.+?)-[0-9a-f]{8}-[0-9a-f-]{27}");
  private static final Pattern ENDPOINT = Pattern.compile("VPC Endpoint Interface (vpce-\\w+)");
  private static final Pattern NAT = Pattern.compile("Interface for NAT Gateway (nat-\\w+)");
  private static final Pattern BALANCER = Pattern.compile("ELB (?:app|net|gwy)/([^/]+)/\\S+");
  private static final Pattern CLASSIC = Pattern.compile("ELB (\\S+)");
  private static final Pattern EFS = Pattern.compile("EFS mount target for (\\S+) \\((\\S+)\\)");

  private InterfaceOwner() {}

  /** The interface as something in the way. */
  static Blocker of(NetworkInterface eni) {
    var id = eni.networkInterfaceId();
    var words = Objects.requireNonNullElse(eni.description(), "");
    if (TASK.matcher(words).matches()) {
      return Blocker.leaves("%s of an ECS task%s".formatted(id, cluster(eni)));
    }
    var eks = EKS.matcher(words);
    if (eks.matches()) {
      return Blocker.leaves("%s of the EKS cluster %s".formatted(id, eks.group(1)));
    }
    return service(id, words).orElseGet(() -> somebody(eni, id, words));
  }

  private static String cluster(NetworkInterface eni) {
    return Ec2Tags.value(eni.tagSet(), "aws:ecs:clusterName")
        .map(c -> " in the cluster " + c)
        .orElse("");
  }

  private static Optional<Blocker> service(String id, String words) {
    return match(LAMBDA, words)
        .map(
            m ->
                Blocker.stays(
                    "%s of the Lambda function %s".formatted(id, m.group(1)),
                    "aws lambda delete-function --function-name " + m.group(1)))
        .or(
            () ->
                match(ENDPOINT, words)
                    .map(
                        m ->
                            Blocker.stays(
                                "%s of the VPC endpoint %s".formatted(id, m.group(1)),
                                "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids " + m.group(1))))
        .or(
            () ->
                match(NAT, words)
                    .map(
                        m ->
                            Blocker.stays(
                                "%s of the NAT gateway %s".formatted(id, m.group(1)),
                                "aws ec2 delete-nat-gateway --nat-gateway-id " + m.group(1))))
        .or(
            () ->
                match(BALANCER, words)
                    .map(
                        m ->
                            Blocker.stays(
                                "%s of the load balancer %s".formatted(id, m.group(1)),
                                "aws elbv2 delete-load-balancer --load-balancer-arn $(aws elbv2"
                                    + " describe-load-balancers --names %s --query LoadBalancers[0].LoadBalancerArn --output text)"
                                        .formatted(m.group(1)))))
        .or(
            () ->
                match(CLASSIC, words)
                    .map(
                        m ->
                            Blocker.stays(
                                "%s of the load balancer %s".formatted(id, m.group(1)),
                                "aws elb delete-load-balancer --load-balancer-name " + m.group(1))))
        .or(
            () ->
                match(EFS, words)
                    .map(
                        m ->
                            Blocker.stays(
                                "%s of the EFS file system %s".formatted(id, m.group(1)),
                                "aws efs delete-mount-target --mount-target-id " + m.group(2))));
  }

  private static Blocker somebody(NetworkInterface eni, String id, String words) {
    var about = words.isEmpty() ? "" : " (" + words + ")";
    var attachment = eni.attachment();
    if (attachment != null && attachment.instanceId() != null) {
      return Blocker.stays(
          "%s of the instance %s%s".formatted(id, attachment.instanceId(), about),
          "aws ec2 terminate-instances --instance-ids " + attachment.instanceId());
    }
    if (Boolean.TRUE.equals(eni.requesterManaged())) {
      return Blocker.stays(
          "%s of %s%s".formatted(id, eni.requesterId(), about),
          "remove what %s made it for".formatted(eni.requesterId()));
    }
    return Blocker.stays(
        "%s%s, which is not fnk's".formatted(id, about),
        "aws ec2 delete-network-interface --network-interface-id " + id);
  }

  private static Optional<Matcher> match(Pattern pattern, String words) {
    var matcher = pattern.matcher(words);
    return matcher.lookingAt() ? Optional.of(matcher) : Optional.empty();
  }
}
