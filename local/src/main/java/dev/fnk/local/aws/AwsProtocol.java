package dev.fnk.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

  private static final JsonMapper MAPPER = new JsonMapper();
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
            yield json(error, true);
          }
          case REST_JSON -> {
            headers.put("Content-Type", "application/json");
            headers.put("x-amzn-ErrorType", error.code());
            yield json(error, false);
          }
        };
    return new AwsResponse(error.status(), headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String json(AwsError error, boolean withType) {
    ObjectNode body = MAPPER.createObjectNode();
    if (withType) {
      body.put("__type", error.code());
    }
    return MAPPER.writeValueAsString(body.put("message", error.message()));
  }
}
