package dev.fnk.cli.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.aws.Account;
import dev.fnk.cli.aws.AwsClients;
import dev.fnk.cli.config.Cidr;
import dev.fnk.cli.config.PortRange;
import dev.fnk.cli.resource.Deadlines;
import dev.fnk.cli.resource.LabTags;
import dev.fnk.cli.resource.Resource;
import dev.fnk.cli.resource.ec2.GuardDutyEndpoint;
import dev.fnk.cli.resource.ec2.InternetGateway;
import dev.fnk.cli.resource.ec2.Opening;
import dev.fnk.cli.resource.ec2.RouteTable;
import dev.fnk.cli.resource.ec2.SecurityGroup;
import dev.fnk.cli.resource.ec2.Subnet;
import dev.fnk.cli.resource.ec2.Vpc;
import dev.fnk.cli.stage.Stage;
import dev.fnk.cli.world.World;
import dev.fnk.local.account.MotoAccount;
import dev.fnk.local.daemon.LocalPaths;
import dev.fnk.local.ec2.Ec2Service;
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
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Two runs make one network at once, ten times. Needs Python, no container engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoNetworksIT {
  private static final String REGION = "eu-west-1";
  private static final Filter TAG =
      Filter.builder().name("tag:" + LabTags.LAB).values("two").build();

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private World world;

  @BeforeAll
  void open(@TempDir Path state) throws Exception {
    var python = new PythonEnvironment(LocalPaths.fromEnvironment(System.getenv()).cache());
    python.ensure(_ -> {});
    var children = opened(new ChildProcesses(state));
    var gateway = opened(new Gateway(0));
    var moto = new MotoClient(MotoServer.start(children, python, state.resolve("log")).endpoint());
    var account = opened(MotoAccount.open(moto, gateway.endpoint(), InstantSource.system()));
    var key = account.administrator();
    var services = new ServiceRegistry(name -> new MotoService(name, moto));
    services.register(
        new Ec2Service(moto, key.accessKeyId(), new NoNetworks(), new AttachedInterfaces(), false));
    gateway.handle("/", new AwsHandler(account::verify, _ -> {}, services));
    gateway.start();
    world =
        new World(
            "test",
            REGION,
            Optional.of(account.endpoint()),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())),
            false);
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
      throw new IllegalStateException("nothing runs here");
    }

    @Override
    public URI endpoint(String region, String vpcId) {
      throw new IllegalStateException("nothing runs here");
    }

    @Override
    public void remove(String vpcId) {}
  }

  private static Lab lab(AwsClients aws) {
    var account = new Account("123456789012", "aws", REGION, "arn:aws:iam::123456789012:user/me");
    var tags = new LabTags("two", REGION, "base", "1");
    var vpc = new Vpc(aws, account, tags, "two", "10.0.0.0/16");
    var gateway = new InternetGateway(aws, account, tags, "two", vpc);
    var subnets =
        Stream.of(0, 1)
            .map(i -> new Subnet.Place(i, "10.0.%d.0/20".formatted(i * 16), List.of()))
            .map(p -> new Subnet(aws, account, tags, "two-public-" + p.index(), vpc, p))
            .toList();
    var guest = new GuardDutyEndpoint(aws, account, tags, vpc, subnets);
    var wanted =
        new SecurityGroup.Wanted(
            "two-containers",
            "Containers",
            Optional.of("pods"),
            Opening.of(List.of(Cidr.of("0.0.0.0/0")), List.of(new PortRange(80, 80))));
    var stages = new LinkedHashMap<Resource<?>, Stage>();
    Stream.of(vpc, gateway, subnets.get(0), subnets.get(1), guest)
        .forEach(r -> stages.put(r, Stage.BASE));
    stages.put(new RouteTable(aws, account, tags, "two", vpc, gateway, subnets, guest), Stage.BASE);
    stages.put(new SecurityGroup(aws, account, tags, vpc, wanted), Stage.BASE);
    return new Lab(stages);
  }

  private static Plan up(Lab lab) {
    return new Planner(lab, PriceList.of(REGION)).up(lab.scope(_ -> true));
  }

  private static ApplyResult apply(Lab lab, Plan plan) {
    return new Applier(lab, plan, Deadlines.standard(), _ -> {}).apply();
  }

  @RepeatedTest(10)
  void twoRunsAtOnceMakeOneNetwork() throws Exception {
    var together = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var runs =
          Stream.of(1, 2)
              .map(
                  _ ->
                      threads.submit(
                          () -> {
                            try (var aws = new AwsClients(world)) {
                              var lab = lab(aws);
                              var plan = up(lab);
                              together.await(1, TimeUnit.MINUTES);
                              return apply(lab, plan);
                            }
                          }))
              .toList();
      for (var run : runs) {
        var result = run.get(3, TimeUnit.MINUTES);
        assertThat(result.ok()).as(result.steps().toString()).isTrue();
      }
    }

    try (var aws = new AwsClients(world)) {
      var ec2 = aws.ec2();
      assertThat(ec2.describeVpcs(r -> r.filters(TAG)).vpcs()).hasSize(1);
      assertThat(ec2.describeSubnets(r -> r.filters(TAG)).subnets()).hasSize(2);
      assertThat(ec2.describeInternetGateways(r -> r.filters(TAG)).internetGateways()).hasSize(1);
      assertThat(ec2.describeRouteTables(r -> r.filters(TAG)).routeTables()).hasSize(1);
      assertThat(ec2.describeSecurityGroups(r -> r.filters(TAG)).securityGroups()).hasSize(1);

      var lab = lab(aws);
      assertThat(up(lab).empty()).isTrue();
      var down = apply(lab, new Planner(lab, PriceList.of(REGION)).down(lab.scope(_ -> true)));
      assertThat(down.ok()).as(down.steps().toString()).isTrue();
      assertThat(ec2.describeVpcs(r -> r.filters(TAG)).vpcs()).isEmpty();
      assertThat(ec2.describeInternetGateways(r -> r.filters(TAG)).internetGateways()).isEmpty();
    }
  }
}
