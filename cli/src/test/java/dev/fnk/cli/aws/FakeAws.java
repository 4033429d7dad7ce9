package dev.fnk.cli.aws;

import dev.fnk.cli.world.World;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkRequest;

/**
 * AWS of a test's making: each operation answers by a function of its request. An operation that
 * was not given fails as the SDK's interfaces do. Paginators and the calls that take a builder are
 * the SDK's own and end in these.
 */
public final class FakeAws {
  private final Map<Class<?>, Map<String, Function<Object, Object>>> answers =
      new ConcurrentHashMap<>();
  private final List<SdkRequest> requests = new ArrayList<>();

  /**
   * Answers an operation; again: in place of the answer before.
   *
   * @param client such as {@code EcsClient.class}
   * @param operation the method, such as {@code describeClusters}
   */
  public <Q extends SdkRequest> FakeAws on(
      Class<? extends SdkClient> client,
      String operation,
      Class<Q> request,
      Function<Q, Object> answer) {
    answers
        .computeIfAbsent(client, _ -> new ConcurrentHashMap<>())
        .put(operation, q -> answer.apply(request.cast(q)));
    return this;
  }

  /** All requests so far, in order. */
  public List<SdkRequest> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Those of one operation. */
  public <Q extends SdkRequest> List<Q> requests(Class<Q> type) {
    return requests().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Clients that answer so, of a world in eu-west-1. */
  public AwsClients clients() {
    return clients("eu-west-1");
  }

  public AwsClients clients(String region) {
    var world =
        new World(
            "fake",
            region,
            Optional.of(URI.create("http://127.0.0.1:1")), // nothing goes there
            AnonymousCredentialsProvider.create(),
            false);
    return new AwsClients(world, answers.keySet().stream().map(this::client).toList());
  }

  private SdkClient client(Class<?> type) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          var answer = answers.getOrDefault(type, Map.of()).get(method.getName());
          if (answer != null && arguments != null && arguments[0] instanceof SdkRequest request) {
            synchronized (requests) {
              requests.add(request);
            }
            return answer.apply(request);
          }
          return switch (method.getName()) {
            case "close" -> null;
            case "serviceName", "toString" -> "fake " + type.getSimpleName();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> inherited(proxy, method, arguments);
          };
        };
    return (SdkClient)
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private static Object inherited(Object proxy, java.lang.reflect.Method method, Object[] arguments)
      throws Throwable {
    try {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } catch (UnsupportedOperationException e) {
      throw new UnsupportedOperationException(
          "no answer for %s(%s)".formatted(method.getName(), Arrays.toString(arguments)), e);
    }
  }

  /** AWS's error with a code, as {@code AwsErrors} reads it. */
  public static RuntimeException error(String code, String message) {
    return error(AwsServiceException.builder(), code, message);
  }

  /**
   * An error of a service's own type.
   *
   * @param builder such as {@code ClusterNotFoundException.builder()}
   */
  public static RuntimeException error(
      AwsServiceException.Builder builder, String code, String message) {
    return builder
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .statusCode(400)
        .requestId("fake")
        .message(message)
        .build();
  }
}
