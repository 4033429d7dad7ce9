package dev.fnk.kubelet.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A collector on loopback: reads OTLP's protobuf by hand, as <a
 * href="https://github.com/open-telemetry/opentelemetry-proto">its definitions</a> number it.
 */
public final class FakeCollector implements AutoCloseable {
  /**
   * A span as it came.
   *
   * @param parent empty: it is a root
   * @param links ids of the spans that it is linked to
   * @param events names with the values of their attributes
   */
  public record Received(
      String trace,
      String id,
      String parent,
      String name,
      Instant start,
      Instant end,
      Map<String, String> attributes,
      List<String> links,
      List<String> events) {}

  private final HttpServer server;
  private volatile int status = 200;

  /** All spans so far, in their order. */
  public final List<Received> spans = new CopyOnWriteArrayList<>();

  /** Attributes of whoever sent last. */
  public volatile Map<String, String> resource = Map.of();

  /** Bytes of all bodies, as text: what is not in here was not sent. */
  public final StringBuffer raw = new StringBuffer();

  public FakeCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::handle);
    server.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void answer(int code) {
    status = code;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (status == 200) {
        raw.append(new String(body, StandardCharsets.ISO_8859_1));
        Message.of(body).messages(1).forEach(this::take);
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private void take(Message resourceSpans) {
    resource = attributes(resourceSpans.messages(1).getFirst(), 1);
    for (Message scope : resourceSpans.messages(2)) {
      for (Message span : scope.messages(2)) {
        spans.add(
            new Received(
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                span.time(7),
                span.time(8),
                attributes(span, 9),
                span.messages(13).stream().map(link -> link.hex(2)).toList(),
                span.messages(11).stream()
                    .map(event -> event.text(2) + attributes(event, 3).values())
                    .toList()));
      }
    }
  }

  private static Map<String, String> attributes(Message of, int field) {
    Map<String, String> attributes = new TreeMap<>();
    for (Message pair : of.messages(field)) {
      Message value = pair.messages(2).getFirst();
      attributes.put(pair.text(1), value.has(3) ? value.number(3) : value.text(1));
    }
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** A protobuf message: fields by number, of wire types 0, 1, 2 and 5. */
  private record Message(Map<Integer, List<Object>> fields) {
    static Message of(byte[] bytes) {
      var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      Map<Integer, List<Object>> fields = new HashMap<>();
      while (in.hasRemaining()) {
        long key = varint(in);
        Object value =
            switch ((int) (key & 7)) {
              case 0 -> varint(in);
              case 1 -> in.getLong();
              case 2 -> {
                byte[] part = new byte[(int) varint(in)];
                in.get(part);
                yield part;
              }
              case 5 -> (long) in.getInt();
              default -> throw new IllegalArgumentException("wire type of key " + key);
            };
        fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
      }
      return new Message(fields);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte octet = in.get();
        value |= (long) (octet & 0x7f) << shift;
        if (octet >= 0) {
          return value;
        }
      }
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    List<Message> messages(int field) {
      return fields.getOrDefault(field, List.of()).stream().map(b -> of((byte[]) b)).toList();
    }

    private byte[] bytes(int field) {
      return has(field) ? (byte[]) fields.get(field).getFirst() : new byte[0];
    }

    String text(int field) {
      return new String(bytes(field), StandardCharsets.UTF_8);
    }

    String hex(int field) {
      return HexFormat.of().formatHex(bytes(field));
    }

    String number(int field) {
      return String.valueOf(fields.get(field).getFirst());
    }

    Instant time(int field) {
      return Instant.ofEpochSecond(0, (long) fields.get(field).getFirst());
    }
  }
}
