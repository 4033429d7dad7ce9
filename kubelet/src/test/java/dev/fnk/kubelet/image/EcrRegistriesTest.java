package dev.fnk.kubelet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fnk.kubelet.image.FakeRegistry.Answer;
import dev.fnk.kubelet.image.FakeRegistry.Asked;
import dev.fnk.kubelet.image.ImageLookup.Found;
import dev.fnk.kubelet.image.ImageLookup.Refused;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the node itself enters registries, those of ECR above all. */
@Timeout(60)
class EcrRegistriesTest {
  private LookupWorld world;
  private FakeRegistry registry;

  @BeforeEach
  void start() throws Exception {
    world = new LookupWorld(Duration.ofSeconds(30));
    registry = world.registry;
    registry.image("a", "amd64", "{}", "latest");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void theNodesOwnRegistryIsReadByEcrsApi() throws InterruptedException {
    world.ecrEndpoint = URI.create("http://" + registry.host());
    byte[] config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"User\":\"7\"}}"
            .getBytes(StandardCharsets.UTF_8);
    String blob = registry.blob("kept", config);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":{\"digest\":\"" + blob + "\"},\"layers\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    world.ecr.manifest(
        "latest", new EcrApi.Found(FakeRegistry.sha256(manifest), manifest, Manifest.DOCKER_IMAGE));
    world.ecr.blob(blob, URI.create("http://" + registry.host() + "/v2/kept/blobs/" + blob));

    assertThat(world.lookUp("own"))
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.config().user()).contains("7"));

    assertThat(world.ecr.asked).containsOnly(new EcrApi.Repository("", "", "own"));
    assertThat(registry.asked())
        .extracting(Asked::path, Asked::authorization)
        .containsExactly(tuple("/v2/kept/blobs/" + blob, ""));
    registry.guardedBy(
        asked ->
            asked.path().contains("/manifests/")
                ? Answer.of(401, "WWW-Authenticate", "Basic realm=\"x\"")
                : null);
    assertThat(world.lookUp("own", world.credential("stale")))
        .isInstanceOfSatisfying(Found.class, found -> assertThat(found.login()).isEmpty());
  }

  @Test
  void aTokenOfEcrIsRenewedBeforeItEnds() throws Exception {
    var ecr = new EcrRegistries(world::token, world.now::get);
    String host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

    assertThat(ecr.entrance(host).login()).isEqualTo(LookupWorld.NODE);
    world.pass(Duration.ofHours(11));
    ecr.entrance(host);
    assertThat(world.regionsAsked).containsExactly("eu-west-1");
    world.pass(Duration.ofMinutes(46));
    ecr.entrance(host);
    assertThat(world.regionsAsked).containsExactly("eu-west-1", "eu-west-1");
  }

  @ParameterizedTest
  @CsvSource({
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com, eu-west-1",
    "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn, cn-north-1",
    "111122223333.dkr.ecr-fips.us-east-1.amazonaws.com, us-east-1",
    "111122223333.dkr-ecr.eu-west-1.on.aws, eu-west-1",
  })
  void aRegistryOfEcrIsEnteredByTheTokenOfItsRegion(String host, String region) throws Exception {
    var entrance = new EcrRegistries(world::token, world.now::get).entrance(host);

    assertThat(entrance)
        .isEqualTo(
            new EcrRegistries.Entrance(
                URI.create("https://" + host),
                LookupWorld.NODE,
                new EcrRegistries.Home(region, "111122223333")));
    assertThat(world.regionsAsked).containsExactly(region);
  }

  @ParameterizedTest
  @CsvSource({
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.io, https://111122223333.dkr.ecr.eu-west-1.amazonaws.com.evil.io",
    "111122223333.dkr.ecr.eu-west-1.evil.com, https://111122223333.dkr.ecr.eu-west-1.evil.com",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com:444, https://111122223333.dkr.ecr.eu-west-1.amazonaws.com:444",
    "public.ecr.aws, https://public.ecr.aws",
    "docker.io, https://registry-1.docker.io",
    "127.0.0.1:5000, http://127.0.0.1:5000",
    "localhost, http://localhost",
    "127.evil.io, https://127.evil.io",
    "localhost.evil.io, https://localhost.evil.io",
    "10.0.0.1:5000, https://10.0.0.1:5000",
  })
  void anyOtherIsEnteredAsNobody(String host, String uri) throws Exception {
    assertThat(new EcrRegistries(world::token, world.now::get).entrance(host))
        .isEqualTo(new EcrRegistries.Entrance(URI.create(uri), null, null));
  }

  @Test
  void aRoleThatMayNotAskEcrIsToldSoForEcrAlone() throws InterruptedException {
    world.ecrEndpoint = null;

    assertThat(world.lookUp("a")).isInstanceOf(Found.class);
    assertThat(
            world.images.of(
                "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a", Architecture.AMD64, List.of()))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.message()).contains("ecr:GetAuthorizationToken"));
  }

  @Test
  void nothingThatIsKeptShowsASecret() {
    var token =
        new EcrTokens.Token(URI.create("https://x"), new Login("AWS", "hunter2"), world.now.get());

    assertThat(token.toString()).doesNotContain("hunter2");
  }
}
