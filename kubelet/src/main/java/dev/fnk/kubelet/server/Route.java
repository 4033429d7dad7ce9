package dev.fnk.kubelet.server;

import dev.fnk.kubelet.logs.LogRequest;
import dev.fnk.kubelet.stats.StatsPage;
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

  /**
   * A path that has another method.
   *
   * @param allowed methods, as in a header
   */
  record MethodNotAllowed(String allowed) implements Route {}

  /**
   * Reads a request line.
   *
   * @param now what {@code sinceSeconds} counts back from
   */
  static Route parse(String method, String uri, Instant now) throws BadRequestException {
    RequestUri asked = RequestUri.of(uri);
    String path = asked.path();
    List<String> segments = asked.segments();
    String first = segments.getFirst();
    Route route =
        switch (first) {
          case "healthz" -> new Health();
          case "pods" -> whole(asked, new Pods(false));
          case "runningpods" -> whole(asked, new Pods(true));
          case "configz" -> whole(asked, new Configuration());
          case "metrics", "stats" -> figures(path, asked.query());
          case "containerLogs" -> segments.size() == 4 ? logs(asked, now) : new NotFound(path);
          case "run", "checkpoint" -> new Unsupported(first);
          // By a method that they have, what is answered here is not asked.
          case "exec", "attach", "portForward" ->
              StreamPath.of(asked).isPresent() && StreamPath.of(method, asked).isEmpty()
                  ? new MethodNotAllowed("GET, POST")
                  : new NotFound(path);
          default -> new NotFound(path);
        };
    return switch (route) {
      case Unsupported unsupported -> unsupported;
      case NotFound none -> none;
      case MethodNotAllowed wrong -> wrong;
      default -> method.equals("GET") ? route : new MethodNotAllowed("GET");
    };
  }

  private static Route whole(RequestUri asked, Route route) {
    List<String> behind = asked.segments().subList(1, asked.segments().size());
    return behind.isEmpty() || behind.equals(List.of("")) ? route : new NotFound(asked.path());
  }

  private static Route logs(RequestUri asked, Instant now) throws BadRequestException {
    List<String> names = asked.segments();
    return new Logs(LogQuery.parse(names.get(1), names.get(2), names.get(3), asked.query(), now));
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
}
