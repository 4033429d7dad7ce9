package dev.fnk.local.quota;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.moto.MotoClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Service Quotas of an account whose quota of vCPUs was raised. The machine binds earlier; the
 * local ECS does not count them.
 */
public final class QuotaService implements AwsService {
  /** vCPUs. */
  static final int ON_DEMAND = 4000;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MEDIA_TYPE = "application/x-amz-json-1.1";
  private static final String SERVICE = "fargate";
  private static final String CODE = "L-3032A538";

  private final MotoClient moto;

  public QuotaService(MotoClient moto) {
    this.moto = moto;
  }

  @Override
  public String signingName() {
    return "servicequotas";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    return asksForVcpus(request)
        ? AwsResponse.json(200, MEDIA_TYPE, vcpus(request))
        : moto.forward(request);
  }

  private static boolean asksForVcpus(AwsRequest request) {
    if (!request.targetOperation().orElse("").equals("GetServiceQuota")) {
      return false;
    }
    JsonNode input = JSON.readTree(request.body());
    return input.path("ServiceCode").asString("").equals(SERVICE)
        && input.path("QuotaCode").asString("").equals(CODE);
  }

  private static String vcpus(AwsRequest request) {
    ObjectNode answer = JSON.createObjectNode();
    answer
        .putObject("Quota")
        .put("ServiceCode", SERVICE)
        .put("ServiceName", "AWS Fargate")
        .put(
            "QuotaArn",
            "arn:aws:servicequotas:%s:%s:%s/%s"
                .formatted(request.region(), request.caller().accountId(), SERVICE, CODE))
        .put("QuotaCode", CODE)
        .put("QuotaName", "Fargate On-Demand vCPU resource count")
        .put("Value", (double) ON_DEMAND)
        .put("Unit", "None")
        .put("Adjustable", true)
        .put("GlobalQuota", false);
    return JSON.writeValueAsString(answer);
  }
}
