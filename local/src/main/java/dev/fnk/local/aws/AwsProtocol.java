package dev.fnk.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The wire protocols of AWS services, as far as their errors differ. */
public enum AwsProtocol {
  /** Form in, XML out: IAM, STS, Elastic Load Balancing. */
  QUERY,
  /** As query, with EC2's own error document. */
  EC2,
  /** {@code X-Amz-Target} and JSON. */
  JSON,
  REST_JSON,
  /** S3, Route 53, CloudFront. */
  REST_XML;

  private static final Set<String> REST_XML_SERVICES = Set.of("s3", "route53", "cloudfront");

  /**
   * The protocol of a request.
   *
   * @param service signing name; empty when it is not known
   * @param headers by lower-case name
   * @param query raw query
   */
  public static AwsProtocol of(String service, Map<String, String> headers, String query) {
    if (service.equals("ec2")) {
      return EC2;
    }
    if (REST_XML_SERVICES.contains(service)) {
      return REST_XML;
    }
    if (headers.containsKey("x-amz-target")) {
      return JSON;
    }
    boolean form =
        headers.getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
    return form || query.contains("Action=") ? QUERY : REST_JSON;
  }

  /** An error as a client of this protocol reads it. */
  public AwsResponse write(AwsError error, String requestId) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-amzn-RequestId", requestId);
    String body =
        switch (this) {
          case QUERY -> {
            headers.put("Content-Type", "text/xml");
            yield "<ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>"
                .formatted(
                    error.status() < 500 ? "Sender" : "Receiver",
                    xml(error.code()),
                    xml(error.message()),
                    requestId);
          }
          case EC2 -> {
            headers.put("Content-Type", "text/xml;charset=UTF-8");
            yield "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>%s</RequestID></Response>"
                .formatted(xml(error.code()), xml(error.message()), requestId);
          }
          case REST_XML -> {
            headers.put("Content-Type", "application/xml");
            yield "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>"
                .formatted(xml(error.code()), xml(error.message()), requestId);
          }
          case JSON -> {
            headers.put("Content-Type", "application/x-amz-json-1.1");
            headers.put("x-amzn-ErrorType", error.code());
            yield "{\"__type\":%s,\"message\":%s}"
                .formatted(json(error.code()), json(error.message()));
          }
          case REST_JSON -> {
            headers.put("Content-Type", "application/json");
            headers.put("x-amzn-ErrorType", error.code());
            yield "{\"message\":%s}".formatted(json(error.message()));
          }
        };
    return new AwsResponse(error.status(), headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c < ' ') {
                    out.append("\\u%04x".formatted(c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
