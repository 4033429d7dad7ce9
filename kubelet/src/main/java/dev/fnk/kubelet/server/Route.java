package dev.fnk.kubelet.server;

import dev.fnk.kubelet.logs.LogRequest;
import dev.fnk.kubelet.stats.StatsPage;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is asked of the kubelet API. */
sealed interface Route {
  /** GET /healthz */
  record Health() implements Route {}

  /** GET /containerLogs/NAMESPACE/POD/CONTAINER */
  record Logs(LogRequest request) implements Route {}

  /** GET /pods and /runningpods */
  record Pods(boolean runningOnly) implements Route {}

  /** GET /metrics */
  record Metrics() implements Route {}

  /** GET /stats/summary, /metrics/resource, /metrics/cadvisor and /metrics/probes */
  record Stats(StatsPage page) implements Route {}

  /** GET /configz */
  record Configuration() implements Route {}

  /** A part of the kubelet API that this node does not have. */
  record Unsupported(String what) implements Route {}

  record NotFound(String path) implements Route {}

  record MethodNotAllowed(String method) implements Route {}

  /**
   * Reads a request line.
   *
   * @param now what {@code sinceSeconds} counts back from
   */
  static Route parse(String method, String uri, Instant now) throws BadRequestException {
    QueryStringDecoder decoder = new QueryStringDecoder(uri);
    String path = path(decoder);
    Map<String, List<String>> query = parameters(decoder);
    List<String> segments = List.of(path.substring(1).split("/", -1));
    String first = segments.getFirst();
    Route route =
        switch (first) {
          case "healthz" -> new Health();
          case "pods" -> new Pods(false);
          case "runningpods" -> new Pods(true);
          case "configz" -> new Configuration();
          case "metrics", "stats" -> figures(path, query);
          case "containerLogs" ->
              segments.size() == 4
                  ? new Logs(
                      LogQuery.parse(segments.get(1), segments.get(2), segments.get(3), query, now))
                  : new NotFound(path);
          case "run", "checkpoint" -> new Unsupported(first);
          default -> new NotFound(path);
        };
    return switch (route) {
      case Unsupported unsupported -> unsupported;
      case NotFound none -> none;
      default -> method.equals("GET") ? route : new MethodNotAllowed(method);
    };
  }

  private static Route figures(String path, Map<String, List<String>> query) {
    return switch (path) {
      case "/metrics" -> new Metrics();
      case "/metrics/resource" -> new Stats(StatsPage.RESOURCE);
      case "/metrics/cadvisor" -> new Stats(StatsPage.CADVISOR);
      case "/metrics/probes" -> new Stats(StatsPage.PROBES);
      case "/stats/summary" ->
          new Stats(
              query.getOrDefault("only_cpu_and_memory", List.of()).contains("true")
                  ? StatsPage.SUMMARY_OF_CPU_AND_MEMORY
                  : StatsPage.SUMMARY);
      default -> new NotFound(path);
    };
  }

  private static String path(QueryStringDecoder decoder) throws BadRequestException {
    try {
      String path = decoder.path();
      return path.startsWith("/") ? path : "/" + path;
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("malformed path");
    }
  }

  private static Map<String, List<String>> parameters(QueryStringDecoder decoder)
      throws BadRequestException {
    try {
      return decoder.parameters();
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("malformed query");
    }
  }
}
