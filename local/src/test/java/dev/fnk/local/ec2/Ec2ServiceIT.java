package dev.fnk.local.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.daemon.LocalPaths;
import dev.fnk.local.gateway.AwsHandler;
import dev.fnk.local.gateway.Gateway;
import dev.fnk.local.gateway.ServiceRegistry;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.moto.MotoServer;
import dev.fnk.local.moto.MotoService;
import dev.fnk.local.moto.PythonEnvironment;
import dev.fnk.local.network.AttachedInterfaces;
import dev.fnk.local.network.VpcNetwork;
import dev.fnk.local.network.VpcNetworks;
import dev.fnk.local.process.ChildProcesses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** What EC2 does and moto alone does not. Authorization Python, no container engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ec2ServiceIT {
  private static final String REGION = "eu-west-1";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final AttachedInterfaces attached = new AttachedInterfaces();
  private Ec2Client ec2;
  private String vpc;
  private String subnet;

  @BeforeAll
  void open(@TempDir Path state) throws Exception {
    PythonEnvironment python =
        new PythonEnvironment(LocalPaths.fromEnvironment(System.getenv()).cache());
    python.ensure(line -> {});
    ChildProcesses children = opened(new ChildProcesses(state));
    Gateway gateway = opened(new Gateway(0));
    MotoServer moto = MotoServer.start(children, python, state.resolve("moto.log"));
    MotoClient client = new MotoClient(moto.endpoint());
    MotoAccount account =
        opened(MotoAccount.open(client, gateway.endpoint(), InstantSource.system()));
    ServiceRegistry services = new ServiceRegistry(name -> new MotoService(name, client));
    services.register(
        new Ec2Service(
            client, account.administrator().accessKeyId(), new NoNetworks(), attached, false));
    gateway.handle("/", new AwsHandler(account::verify, request -> {}, services));
    gateway.start();
    ec2 = account.clients(REGION).ec2();
    vpc = ec2.createVpc(r -> r.cidrBlock("10.214.0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(true)));
    subnet = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.214.0.0/20")).subnet().subnetId();
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  @AfterAll
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private static final class NoNetworks implements VpcNetworks {
    @Override
    public VpcNetwork ensure(String region, String vpcId) {
      throw new IllegalStateException("no task runs here");
    }

    @Override
    public URI endpoint(String region, String vpcId) {
      throw new IllegalStateException("no task runs here");
    }

    @Override
    public void remove(String vpcId) {}
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Ec2Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private NetworkInterface held() {
    var made =
        ec2.createNetworkInterface(
                r ->
                    r.subnetId(subnet)
                        .description("arn:aws:ecs:eu-west-1:123456789012:attachment/1"))
            .networkInterface();
    attached.put(
        made.networkInterfaceId(),
        new AttachedInterfaces.Attached(
            "ela-attach-1", Instant.EPOCH, Optional.of(made.privateIpAddress())));
    return made;
  }

  private List<String> found(String filter, String value) {
    return ec2
        .describeNetworkInterfaces(
            r ->
                r.filters(
                    Filter.builder().name(filter).values(value).build(),
                    Filter.builder().name("subnet-id").values(subnet).build()))
        .networkInterfaces()
        .stream()
        .map(NetworkInterface::networkInterfaceId)
        .toList();
  }

  @Test
  void anInterfaceThatAServiceHoldsIsInUseAndHasAnAddressThatIsNoElasticIp() {
    var held = held();
    var id = held.networkInterfaceId();

    var seen =
        ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))
            .networkInterfaces()
            .getFirst();
    assertThat(seen.statusAsString()).isEqualTo("in-use");
    assertThat(seen.attachment().attachmentId()).isEqualTo("ela-attach-1");
    assertThat(seen.attachment().statusAsString()).isEqualTo("attached");
    assertThat(seen.requesterManaged()).isTrue();
    assertThat(seen.association().publicIp()).isEqualTo(held.privateIpAddress());
    assertThat(seen.association().ipOwnerId()).isEqualTo("amazon");
    assertThat(seen.association().allocationId()).isNull();
    assertThat(ec2.describeAddresses().addresses()).isEmpty();
    assertThat(found("status", "in-use")).contains(id);
    assertThat(found("status", "available")).doesNotContain(id);
    assertThat(found("association.public-ip", held.privateIpAddress())).containsExactly(id);

    refuses(
        "InvalidParameterValue", () -> ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id)));
    refuses(
        "OperationNotPermitted",
        () -> ec2.detachNetworkInterface(r -> r.attachmentId("ela-attach-1")));
    attached.remove(id);
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id));
  }

  @Test
  void privateNamesNameTheRegion() {
    var held = held();
    var id = held.networkInterfaceId();
    var name = "ip-" + held.privateIpAddress().replace('.', '-') + ".eu-west-1.compute.internal";

    assertThat(held.privateDnsName()).isEqualTo(name);
    assertThat(
            ec2.describeNetworkInterfaces(r -> r.networkInterfaceIds(id))
                .networkInterfaces()
                .getFirst()
                .privateDnsName())
        .isEqualTo(name);
    attached.remove(id);
    ec2.deleteNetworkInterface(r -> r.networkInterfaceId(id));
  }

  @Test
  void aVpcTakesOneGatewayAndASubnetOneTable() {
    var first = ec2.createInternetGateway().internetGateway().internetGatewayId();
    var second = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(first).vpcId(vpc));
    refuses(
        "InvalidParameterValue",
        () -> ec2.attachInternetGateway(r -> r.internetGatewayId(second).vpcId(vpc)));
    refuses(
        "Resource.AlreadyAssociated",
        () -> ec2.attachInternetGateway(r -> r.internetGatewayId(first).vpcId(vpc)));

    var one = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    var two = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(r -> r.routeTableId(one).subnetId(subnet));
    refuses(
        "Resource.AlreadyAssociated",
        () -> ec2.associateRouteTable(r -> r.routeTableId(two).subnetId(subnet)));
    refuses("DependencyViolation", () -> ec2.deleteRouteTable(r -> r.routeTableId(one)));
    refuses(
        "InvalidSubnet.Conflict",
        () -> ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.214.0.0/20")));
  }

  @Test
  void rulesOfSecurityGroupsHaveTagsOfTheirOwn() {
    var group =
        ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("rules").description("rules"))
            .groupId();
    var tag = Tag.builder().key("fnk.dev/lab").value("it").build();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group)
                .ipPermissions(tcp(80))
                .tagSpecifications(
                    TagSpecification.builder()
                        .resourceType(ResourceType.SECURITY_GROUP_RULE)
                        .tags(tag)
                        .build()));
    ec2.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(5432)));
    refuses(
        "InvalidPermission.Duplicate",
        () -> ec2.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(tcp(80))));

    var byPort =
        ec2
            .describeSecurityGroupRules(
                r -> r.filters(Filter.builder().name("group-id").values(group).build()))
            .securityGroupRules()
            .stream()
            .filter(r -> !r.isEgress())
            .collect(java.util.stream.Collectors.toMap(r -> r.fromPort(), r -> r));
    assertThat(byPort.get(80).tags()).containsExactly(tag);
    assertThat(byPort.get(5432).tags()).isEmpty();
    var id = byPort.get(5432).securityGroupRuleId();
    ec2.createTags(r -> r.resources(id).tags(tag));
    assertThat(
            ec2.describeSecurityGroupRules(r -> r.securityGroupRuleIds(id))
                .securityGroupRules()
                .getFirst()
                .tags())
        .containsExactly(tag);
    ec2.revokeSecurityGroupIngress(r -> r.groupId(group).securityGroupRuleIds(id));
    assertThat(
            ec2.describeSecurityGroupRules(
                    r -> r.filters(Filter.builder().name("group-id").values(group).build()))
                .securityGroupRules())
        .extracting(r -> r.fromPort())
        .contains(80)
        .doesNotContain(5432);
  }

  private static IpPermission tcp(int port) {
    return IpPermission.builder()
        .ipProtocol("tcp")
        .fromPort(port)
        .toPort(port)
        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
        .build();
  }
}
