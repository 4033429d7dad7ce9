package dev.fnk.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fnk.kubelet.TestAuthority;
import dev.fnk.kubelet.logs.ContainerLogs;
import dev.fnk.kubelet.logs.LogsNotFoundException;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KubeletServerTest {
  private final CountDownLatch followerEnded = new CountDownLatch(1);
  private TestKubelet kubelet;

  @BeforeEach
  void start() throws IOException {
    Pod running = pod("web", "Running", "{\"state\":{\"running\":{}}}");
    Pod pending = pod("new", "Pending", "{\"state\":{\"waiting\":{}}}");
    kubelet = new TestKubelet(() -> List.of(running, pending), logs(), Upgrades.NONE);
  }

  private static Pod pod(String name, String phase, String container) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .withContainerStatuses(
            new KubernetesSerialization().unmarshal(container, ContainerStatus.class))
        .endStatus()
        .build();
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @Test
  void whoDoesNotSayWhoTheyAreLearnsOfHealthAlone() throws Exception {
    try (HttpClient http = kubelet.http()) {
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");
      for (String path :
          List.of("/pods", "/containerLogs/ns/web/c", "/metrics", "/nowhere", "/healthzz")) {
        assertThat(kubelet.get(http, path).statusCode()).as(path).isEqualTo(401);
      }
    }
  }

  @Test
  void theApiServersCertificateIsAdmitted() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      assertThat(kubelet.get(http, "/healthz").body()).isEqualTo("ok");
      assertThat(kubelet.get(http, "/pods").body()).contains("\"web\"", "\"new\"");
      assertThat(kubelet.get(http, "/runningpods").body())
          .contains("\"web\"")
          .doesNotContain("\"new\"");
      assertThat(kubelet.get(http, "/metrics").body())
          .contains(
              "fnk_node_pods{phase=\"Running\"} 1.0",
              "fnk_node_loop_restarts_total{loop=\"pods\"} 2.0",
              "fnk_agents_connected 7.0",
              "fnk_pod_launch_seconds_bucket{le=\"2.0\"} 0",
              "fnk_pod_launch_seconds_bucket{le=\"5.0\"} 1",
              "fnk_pod_launch_seconds_sum 4.0",
              "jvm_memory_used_bytes");
      assertThat(kubelet.get(http, "/stats/summary").body()).isEqualTo("SUMMARY\n");
      assertThat(kubelet.get(http, "/metrics/resource").headers().firstValue("content-type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(kubelet.get(http, "/configz").body()).isEqualTo("{\"kubeletconfig\":{}}");
      assertThat(kubelet.get(http, "/run/ns/web/c").statusCode()).isEqualTo(501);
    }
  }

  @Test
  void aCertificateWithoutRightsIsForbidden() throws Exception {
    try (HttpClient http = kubelet.http(kubelet.authority.issue("CN=someone"))) {
      HttpResponse<String> response = kubelet.get(http, "/pods");

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body())
          .isEqualTo(
              "Forbidden (user=someone, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityFailsTheHandshake() throws Exception {
    // Of the same name, so that the client does present its certificate.
    try (HttpClient http = kubelet.http(new TestAuthority().issue(TestKubelet.API_SERVER))) {
      assertThatThrownBy(() -> kubelet.get(http, "/pods")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anotherCertificateIsForNewConnections() throws Exception {
    try (SSLSocket open = kubelet.socket(kubelet.authority.issue(TestKubelet.API_SERVER))) {
      var before = open.getSession().getPeerCertificates()[0];
      String health = "GET /healthz HTTP/1.1\r\nHost: node\r\n\r\n";

      kubelet.renew();
      open.getOutputStream().write(health.getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(open.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");
      try (SSLSocket next = kubelet.socket()) {
        assertThat(next.getSession().getPeerCertificates()[0]).isNotEqualTo(before);
      }
    }
  }

  @Test
  void tokensAreReviewed() throws Exception {
    try (HttpClient http = kubelet.http()) {
      assertThat(kubelet.get(http, "/healthz", "Authorization", "Bearer good").statusCode())
          .isEqualTo(200);
      assertThat(kubelet.get(http, "/healthz", "Authorization", "Bearer bad").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void logsAreSentWhole() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      HttpResponse<String> response = kubelet.get(http, "/containerLogs/ns/web/c");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
      assertThat(response.body()).hasSize(100 * 1000);
      assertThat(kubelet.get(http, "/containerLogs/ns/none/c").statusCode()).isEqualTo(404);
      assertThat(kubelet.get(http, "/containerLogs/ns/none/c").body())
          .isEqualTo("pod \"none\" does not exist");
      assertThat(kubelet.get(http, "/containerLogs/ns/new/c").statusCode()).isEqualTo(400);
      assertThat(kubelet.get(http, "/containerLogs/ns/new/c").body()).isEqualTo("waiting to start");
      assertThat(kubelet.get(http, "/containerLogs/ns/web/c?tailLines=x").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void aLogThatBreaksOffIsNotTakenForWhole() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      assertThatThrownBy(() -> kubelet.get(http, "/containerLogs/ns/broken/c"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anErrorBeforeTheFirstByteIsAnAnswer() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      HttpResponse<String> response = kubelet.get(http, "/containerLogs/ns/throttled/c");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).isEqualTo("CloudWatch Logs: Rate exceeded");
    }
  }

  @Test
  void followedLinesArriveAtOnceAndEndWithTheReader() throws Exception {
    try (HttpClient http = kubelet.apiServer()) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(kubelet.base.resolve("/containerLogs/ns/web/c?follow=true"))
                  .build(),
              BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first\n");
        assertThat(followerEnded.getCount()).isEqualTo(1);
      }
      assertThat(followerEnded.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void healthIsLocalAndNeedsNobody() throws Exception {
    try (HealthServer health = HealthServer.start(0);
        HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + health.port() + "/healthz");
      assertThat(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
          .isEqualTo("ok");
    }
  }

  private ContainerLogs logs() {
    return (request, out) -> {
      if (request.pod().equals("none")) {
        throw new LogsNotFoundException(
            LogsNotFoundException.Missing.CONTAINER, "pod \"none\" does not exist");
      }
      if (request.pod().equals("new")) {
        throw new LogsNotFoundException(LogsNotFoundException.Missing.RUN, "waiting to start");
      }
      if (request.pod().equals("throttled")) {
        throw new IOException("CloudWatch Logs: Rate exceeded");
      }
      if (request.pod().equals("broken")) {
        out.write("half\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        throw new IOException("CloudWatch Logs is gone");
      }
      if (!request.follow()) {
        for (int i = 0; i < 100; i++) {
          out.write("x".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        return;
      }
      try {
        out.write("first\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        // No more lines: only the reader's leaving can end this.
        assertThat(new CountDownLatch(1).await(30, TimeUnit.SECONDS)).isFalse();
      } catch (InterruptedException e) {
        followerEnded.countDown();
        throw new IOException(e);
      }
    };
  }
}
