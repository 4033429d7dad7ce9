package dev.fnk.kubelet.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** AWS, which always answers the same. */
final class CannedAws implements SdkHttpClient {
  private final int status;
  private final String body;
  String host = "";
  String target = "";
  String sent = "";

  CannedAws(int status, String body) {
    this.status = status;
    this.body = body;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    host = request.httpRequest().host();
    target = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
    sent = sent(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        if (status == 0) {
          throw new IOException("no route");
        }
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
            .response(SdkHttpResponse.builder().statusCode(status).build())
            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(octets)))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  @Override
  public void close() {}

  private static String sent(HttpExecuteRequest request) {
    if (request.contentStreamProvider().isEmpty()) {
      return "";
    }
    try (InputStream body = request.contentStreamProvider().get().newStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
