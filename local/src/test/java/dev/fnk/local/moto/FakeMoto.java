package dev.fnk.local.moto;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fnk.local.uri.UriEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * IAM and STS as moto answers them, on loopback: a test says what a question gets. A question is
 * the action and, in the order of their names, the values of its other parameters, such as {@code
 * GetRole r}. What was not said is an empty list or 404.
 */
public final class FakeMoto implements AutoCloseable {
  private static final Set<String> LEFT_OUT = Set.of("Action", "Version", "MaxItems");

  private record Answer(int status, String xml) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** Every question so far. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  public FakeMoto() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
    say("CreateUser lab-admin", user("lab-admin"));
    say("AttachUserPolicy arn:aws:iam::aws:policy/AdministratorAccess lab-admin", "");
    say("CreateAccessKey lab-admin", key("lab-admin", "AKIAADMIN"));
  }

  public MotoClient client() {
    return new MotoClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  public void say(String question, String xml) {
    answers.put(question, new Answer(200, xml));
  }

  public void refuse(String question, int status, String code) {
    answers.put(question, new Answer(status, error(code)));
  }

  public static String user(String name) {
    return "<User><UserId>%s0123456789</UserId><UserName>%s</UserName><Arn>arn:aws:iam::123456789012:user/%s</Arn></User>"
        .formatted(name, name, name);
  }

  public static String key(String user, String id) {
    return "<AccessKey><UserName>%s</UserName><AccessKeyId>%s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey></AccessKey>"
        .formatted(user, id);
  }

  public static String role(String name, String trust) {
    return "<Role><Arn>arn:aws:iam::123456789012:role/%s</Arn><AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument></Role>"
        .formatted(name, UriEncoding.encode(trust));
  }

  /** What AssumeRole answers, until the year 2030. */
  public static String session(String role, String session) {
    return "<Credentials><AccessKeyId>ASIA%2$s</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA:%2$s</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/%1$s/%2$s</Arn></AssumedRoleUser>"
        .formatted(role, session);
  }

  private static String error(String code) {
    return "<Error><Code>" + code + "</Code><Message>said so</Message></Error>";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> parameters = new TreeMap<>();
      String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      for (String pair : form.split("&", -1)) {
        int equals = pair.indexOf('=');
        parameters.put(pair.substring(0, equals), UriEncoding.decode(pair.substring(equals + 1)));
      }
      String question =
          parameters.get("Action")
              + parameters.entrySet().stream()
                  .filter(entry -> !LEFT_OUT.contains(entry.getKey()))
                  .map(entry -> " " + entry.getValue())
                  .collect(Collectors.joining());
      asked.add(question);
      Answer answer =
          answers.getOrDefault(
              question,
              question.startsWith("List")
                  ? new Answer(200, "")
                  : new Answer(404, error("NoSuchEntity")));
      byte[] body = ("<Response>" + answer.xml() + "</Response>").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
