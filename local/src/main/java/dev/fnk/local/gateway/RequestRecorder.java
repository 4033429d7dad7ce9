package dev.fnk.local.gateway;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes each verified request and its answer as one line of JSON, without secrets, to be compared
 * with AWS's service models.
 */
public final class RequestRecorder implements Journal, AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Writer out;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param file replaced; readable by its owner only
   */
  public RequestRecorder(Path file, InstantSource clock) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    this.clock = clock;
  }

  @Override
  public void record(AwsRequest request, AwsResponse response) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("time", clock.instant().toString())
            .put("service", request.service())
            .put("region", request.region())
            .put("caller", request.caller().arn())
            .put("method", request.method())
            .put("path", request.path())
            .put("query", Redaction.query(request.query()))
            .put("target", request.header("x-amz-target").orElse(""))
            .put("contentType", request.header("content-type").orElse(""))
            .put("request", Redaction.body(text(request.body())))
            .put("status", response.status());
    ObjectNode headers = line.putObject("responseHeaders");
    response.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    line.put("response", Redaction.body(text(response.body())));
    write(line);
  }

  private void write(ObjectNode line) {
    lock.lock();
    try {
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the record of requests cannot be written", e);
    } finally {
      lock.unlock();
    }
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
