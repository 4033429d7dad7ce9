package dev.fnk.cli.e2e.inside;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server of gRPC's health service, of one message each way over HTTP/2 without TLS: {@code
 * GrpcHealth PORT SERVICE} serves, as far as SERVICE is asked for.
 *
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">gRPC health
 *     checking protocol</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-6">HTTP/2, frames</a>
 */
public final class GrpcHealth {
  private static final int PREFACE = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;

  private final String service;

  private GrpcHealth(String service) {
    this.service = service;
  }

  static void main(String[] arguments) throws IOException {
    var health = new GrpcHealth(arguments[1]);
    try (var listener = new ServerSocket(Integer.parseInt(arguments[0]))) {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> health.serve(socket));
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      in.skipNBytes(PREFACE);
      frame(out, SETTINGS, 0, 0, new byte[0]);
      var message = new ByteArrayOutputStream();
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
          frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
        } else if (type == DATA) {
          message.write(payload);
          if ((flags & END_STREAM) != 0) {
            answer(out, stream, message.toByteArray());
            message.reset();
          }
        }
      }
    } catch (IOException e) {
      // Whoever has been answered goes.
    }
  }

  /** The request has, after a prefix of five octets, field 1: the service's name. */
  private void answer(OutputStream out, int stream, byte[] message) throws IOException {
    String asked =
        message.length < 7
            ? ""
            : new String(message, 7, message.length - 7, StandardCharsets.UTF_8);
    var head = new ByteArrayOutputStream();
    head.write(0x88); // :status 200
    literal(head, "content-type", "application/grpc");
    frame(out, HEADERS, END_HEADERS, stream, head.toByteArray());
    byte status = (byte) (asked.equals(service) ? SERVING : NOT_SERVING);
    frame(out, DATA, 0, stream, new byte[] {0, 0, 0, 0, 2, 8, status});
    var trailers = new ByteArrayOutputStream();
    literal(trailers, "grpc-status", "0");
    frame(out, HEADERS, END_HEADERS | END_STREAM, stream, trailers.toByteArray());
    out.flush();
  }

  /** A header that is not indexed, without Huffman's code. */
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(
        new byte[] {
          0,
          (byte) (payload.length >> 8),
          (byte) payload.length,
          (byte) type,
          (byte) flags,
          (byte) (stream >> 24),
          (byte) (stream >> 16),
          (byte) (stream >> 8),
          (byte) stream
        });
    frame.writeBytes(payload);
    out.write(frame.toByteArray());
  }
}
