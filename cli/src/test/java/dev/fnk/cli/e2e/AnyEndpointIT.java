package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * fnk against an AWS endpoint that the environment names, as against AWS itself: nothing tells it
 * that the endpoint is a local one. It asks before it changes anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AnyEndpointIT {
  private static final String LAB = "e2e-any";

  /** A trust policy of no consequence. */
  private static final String NOBODY =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sts:AssumeRole",
       "Principal": {"Service": "eks.amazonaws.com"}}]}""";

  private final Home home =
      Home.with(
          """
          lab: e2e-any
          network:
            vpcCidr: 10.184.0.0/16
            endpointCidrs: [203.0.113.0/24]
          """);
  private Account account = new Account(java.net.URI.create("http://127.0.0.1:1"), "none", "none");

  @BeforeAll
  void start() {
    home.fnk("local", "start").exits(0);
    account.close();
    account = World.account(home);
    var world = home.fnkJson("local", "status", "-o", "json");
    home.set("AWS_ENDPOINT_URL", world.at("/endpoint").asString());
    home.set("AWS_ACCESS_KEY_ID", world.at("/accessKeyId").asString());
    home.set("AWS_SECRET_ACCESS_KEY", world.at("/secretAccessKey").asString());
  }

  @AfterAll
  void stop() {
    account.close();
    World.end(home);
  }

  @Test
  @Order(1)
  void withoutATerminalItNeedsYesAndSaysWhatItWouldDo() {
    var run = home.fnk("up", "--stage", "base").exits(64);

    assertThat(run.err()).startsWith("AWS, account ").contains("eks:cluster", "an hour", "--yes");
    assertThat(account.tagged(LAB)).isEmpty();
  }

  @Test
  @Order(2)
  void atATerminalAnythingButYesIsNo() {
    var run = home.fnkAtTerminal("nope\n", "up", "--stage", "base").exits(1);

    assertThat(run.out()).contains("[y/N]", "not done");
    assertThat(account.tagged(LAB)).isEmpty();
  }

  @Test
  @Order(3)
  void whatOthersMadeIsNamedAndNothingIsMade() {
    var role = LAB + "-eu-west-1-cluster";
    var arn =
        account.iam.createRole(r -> r.roleName(role).assumeRolePolicyDocument(NOBODY)).role().arn();

    var run = home.fnk("up", "--stage", "base", "--yes").exits(1);

    assertThat(run.err()).contains(arn).doesNotContain("\tat ");
    assertThat(account.tagged(LAB)).isEmpty();
    account.iam.deleteRole(r -> r.roleName(role));
  }

  @Test
  @Order(4)
  void aNamedProfileWinsOverTheEnvironment() {
    home.write(
        "aws-credentials",
        "[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = other\n");
    home.set("AWS_SHARED_CREDENTIALS_FILE", home.file("aws-credentials").toString());

    assertThat(home.fnk("status", "--profile", "other").exits(69).err())
        .contains("InvalidClientTokenId");
    assertThat(home.fnk("status", "--profile", "nobody").exits(69).err())
        .contains("profile nobody")
        .doesNotContain("\tat ");
    home.fnk("status").exits(0);
  }

  @Test
  @Order(5)
  void yesIsYes() {
    var run = home.fnkAtTerminal("y\n", "up", "--stage", "base").exits(0);

    assertThat(run.out()).contains("[y/N]", "up to stage base");
    home.fnk("plan", "--stage", "base").exits(0);
  }

  @Test
  @Order(6)
  void aNarrowedEndpointIsOpenFromInside() {
    var vpc = account.eks.describeCluster(r -> r.name(LAB)).cluster().resourcesVpcConfig();

    assertThat(vpc.publicAccessCidrs()).containsExactly("203.0.113.0/24");
    assertThat(vpc.endpointPrivateAccess()).isTrue();
  }

  @Test
  @Order(7)
  void teardownAsksToo() {
    assertThat(home.fnk("teardown").exits(64).err()).contains("--yes");
    assertThat(account.tagged(LAB)).isNotEmpty();
    home.fnkAtTerminal("yes\n", "teardown").exits(0);
    assertThat(account.tagged(LAB)).isEmpty();
  }
}
