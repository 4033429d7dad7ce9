package dev.fnk.kubelet.fargate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Takes whatever is asked, and keeps the requests as they are on the wire. */
final class RecordedEcs implements SdkHttpClient {
  private static final String DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/d:1";
  private static final String TASK = "arn:aws:ecs:eu-west-1:111122223333:task/eks-lab/t1";

  /** JSON, by operation, in the order in which they came. */
  final Map<String, String> asked = new LinkedHashMap<>();

  EcsClient client() {
    return EcsClient.builder()
        .region(Region.EU_WEST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClient(this)
        .build();
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    String operation =
        request
            .httpRequest()
            .firstMatchingHeader("X-Amz-Target")
            .orElseThrow()
            .replaceFirst(".*\\.", "");
    asked.put(operation, sent(request));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() {
        byte[] answer = answer(operation).getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
            .response(SdkHttpResponse.builder().statusCode(200).build())
            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer)))
            .build();
      }

      @Override
      public void abort() {}
    };
  }

  private static String answer(String operation) {
    return switch (operation) {
      case "ListTaskDefinitions" -> "{\"taskDefinitionArns\":[]}";
      case "RegisterTaskDefinition" ->
          "{\"taskDefinition\":{\"taskDefinitionArn\":\"" + DEFINITION + "\"}}";
      case "RunTask" ->
          "{\"failures\":[],\"tasks\":[{\"taskArn\":\"" + TASK + "\",\"lastStatus\":\"PENDING\"}]}";
      default -> throw new AssertionError("asked for " + operation);
    };
  }

  private static String sent(HttpExecuteRequest request) {
    try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
