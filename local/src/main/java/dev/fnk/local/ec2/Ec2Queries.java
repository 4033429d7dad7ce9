package dev.fnk.local.ec2;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.moto.MotoClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads moto's EC2 past the gateway. */
final class Ec2Queries {
  private static final String VERSION = "2016-11-15";

  private final MotoClient moto;
  private final String accessKeyId;

  Ec2Queries(MotoClient moto, String accessKeyId) {
    this.moto = moto;
    this.accessKeyId = accessKeyId;
  }

  /**
   * The items of a Describe call with one filter.
   *
   * @param set the answer's element that holds them
   */
  List<XmlAnswer> describe(String region, String action, String set, String filter, String value) {
    return describe(
        region, action, set, Map.of("Filter.1.Name", filter, "Filter.1.Value.1", value));
  }

  /** All items of a Describe call. */
  List<XmlAnswer> describe(String region, String action, String set) {
    return describe(region, action, set, Map.of());
  }

  private List<XmlAnswer> describe(
      String region, String action, String set, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("Action", action);
    all.put("Version", VERSION);
    AwsResponse response = moto.query("ec2", region, accessKeyId, all);
    XmlAnswer answer = XmlAnswer.parse(response.body());
    if (response.status() >= 300) {
      throw new AwsError(
          response.status(),
          answer.text("Code").orElse("InternalError"),
          answer.text("Message").orElse(action + " failed"));
    }
    return answer.members(set);
  }
}
