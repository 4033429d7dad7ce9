package dev.fnk.local.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.moto.MotoClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QuotaServiceTest {
  private static final Caller NODE =
      new Caller("123456789012", "arn:aws:sts::123456789012:assumed-role/r/s", "AROATEST:s");

  private HttpServer moto;
  private QuotaService quotas;

  @BeforeEach
  void start() throws IOException {
    moto = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    moto.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(418, -1);
          }
        });
    moto.start();
    quotas =
        new QuotaService(
            new MotoClient(URI.create("http://127.0.0.1:" + moto.getAddress().getPort())));
  }

  @AfterEach
  void stop() {
    moto.stop(0);
  }

  @Test
  void tellsTheVcpusOfFargate() {
    AwsResponse response = ask("fargate", "L-3032A538");

    assertThat(response.status()).isEqualTo(200);
    JsonNode quota = JsonMapper.shared().readTree(response.body()).path("Quota");
    assertThat(quota.path("Value").asDouble()).isEqualTo(4000);
    assertThat(quota.path("QuotaArn").asString())
        .isEqualTo("arn:aws:servicequotas:eu-west-1:123456789012:fargate/L-3032A538");
  }

  @Test
  void asksMotoForOthers() {
    assertThat(ask("vpc", "L-F678F1CE").status()).isEqualTo(418);
    assertThat(ask("fargate", "L-36FBB829").status()).isEqualTo(418);
  }

  private AwsResponse ask(String service, String code) {
    return quotas.handle(
        new AwsRequest(
            "servicequotas",
            "eu-west-1",
            NODE,
            "POST",
            "/",
            "",
            Map.of("x-amz-target", "ServiceQuotasV20190624.GetServiceQuota"),
            "{\"ServiceCode\":\"%s\",\"QuotaCode\":\"%s\"}"
                .formatted(service, code)
                .getBytes(StandardCharsets.UTF_8)));
  }
}
