package dev.fnk.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Calls of AWS's query protocol, as they come from the gateway. */
public final class FormRequests {
  private FormRequests() {}

  /**
   * @param form such as {@code Action=GetUser&UserName=adam}
   */
  public static AwsRequest post(String service, String region, Caller caller, String form) {
    return post(service, region, caller, "", form);
  }

  static AwsRequest post(String service, String region, Caller caller, String query, String form) {
    return new AwsRequest(
        service,
        region,
        caller,
        "POST",
        "/",
        query,
        Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        form.getBytes(StandardCharsets.UTF_8));
  }
}
