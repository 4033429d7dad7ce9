package dev.fnk.local.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.account.IdentityPolicies;
import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.RequestContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyAuthorizerTest {
  private static final Caller EVA =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/eva", "AIDAEVA");
  private static final Caller ADMINISTRATOR =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/lab-admin", "AIDAADMIN");
  private static final String TASK = "arn:aws:ecs:eu-west-1:123456789012:task/c/1";

  private final Map<String, Decision> decisions = new HashMap<>();
  private final List<RequestContext> decided = new ArrayList<>();
  private final List<RequiredPermission> required = new ArrayList<>();
  private final PolicyAuthorizer authorizer =
      new PolicyAuthorizer(
          new Policies(),
          Map.of("ecs", request -> required),
          (region, arn) ->
              arn.equals(TASK) ? Map.of("lab", "eks-lab", "region", region) : Map.of());

  /** Decides by the action alone. */
  private final class Policies implements IdentityPolicies {
    @Override
    public boolean isAdministrator(Caller caller) {
      return caller.equals(ADMINISTRATOR);
    }

    @Override
    public Decision decide(Caller caller, RequestContext context) {
      decided.add(context);
      return decisions.getOrDefault(context.action(), Decision.IMPLICIT_DENY);
    }

    @Override
    public String identityArn(Caller caller) {
      return caller.arn();
    }

    @Override
    public Map<String, List<String>> keys(Caller caller) {
      return Map.of("aws:username", List.of("eva"));
    }
  }

  private static AwsRequest request(Caller caller, String service, Map<String, String> headers) {
    return new AwsRequest(service, "eu-west-1", caller, "POST", "/", "", headers, new byte[0]);
  }

  private void authorize(Caller caller) {
    authorizer.authorize(request(caller, "ecs", Map.of("x-amz-target", "E.StopTask")));
  }

  @Test
  void nothingIsRefusedToTheAdministrator() {
    required.add(RequiredPermission.of("ecs:StopTask", TASK));
    assertThatCode(() -> authorize(ADMINISTRATOR)).doesNotThrowAnyException();
    assertThat(decided).isEmpty();
  }

  @Test
  void everyPermissionOfACallIsNeeded() {
    required.add(RequiredPermission.of("ecs:RunTask", "*"));
    required.add(RequiredPermission.passRole("arn:aws:iam::1:role/r", "ecs-tasks.amazonaws.com"));
    decisions.put("ecs:RunTask", Decision.ALLOW);
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> authorize(EVA))
        .matches(error -> error.code().equals("AccessDeniedException"))
        .withMessage(
            "User: arn:aws:iam::123456789012:user/eva is not authorized to perform: iam:PassRole on"
                + " resource: arn:aws:iam::1:role/r because no identity-based policy allows the"
                + " iam:PassRole action");
    decisions.put("iam:PassRole", Decision.ALLOW);
    assertThatCode(() -> authorize(EVA)).doesNotThrowAnyException();
  }

  @Test
  void whatNeedsNoPermissionIsForEverybody() {
    assertThatCode(() -> authorize(EVA)).doesNotThrowAnyException();
  }

  @Test
  void aDenialSaysThatItIsOne() {
    required.add(RequiredPermission.of("ecs:StopTask", RequiredPermission.UNKNOWN));
    decisions.put("ecs:StopTask", Decision.EXPLICIT_DENY);
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> authorize(EVA))
        .withMessage(
            "User: arn:aws:iam::123456789012:user/eva is not authorized to perform: ecs:StopTask"
                + " with an explicit deny in an identity-based policy");
  }

  @Test
  void theKeysAreThoseOfCallerRegionResourceAndPermission() {
    required.add(
        new RequiredPermission("ecs:StopTask", TASK, Map.of("ecs:cluster", List.of("arn:c"))));
    decisions.put("ecs:StopTask", Decision.ALLOW);
    authorize(EVA);
    assertThat(decided)
        .containsExactly(
            new RequestContext(
                "ecs:StopTask",
                TASK,
                Map.of(
                    "aws:username", List.of("eva"),
                    "aws:RequestedRegion", List.of("eu-west-1"),
                    "aws:SecureTransport", List.of("false"),
                    "aws:ResourceTag/lab", List.of("eks-lab"),
                    "ecs:ResourceTag/lab", List.of("eks-lab"),
                    "aws:ResourceTag/region", List.of("eu-west-1"),
                    "ecs:ResourceTag/region", List.of("eu-west-1"),
                    "ecs:cluster", List.of("arn:c"))));
  }

  @ParameterizedTest
  @CsvSource({
    "ecs, application/x-amz-json-1.1, T.X, 400, AccessDeniedException",
    "ec2, application/x-www-form-urlencoded, '', 403, UnauthorizedOperation",
    "iam, application/x-www-form-urlencoded, '', 403, AccessDenied",
    "s3, '', '', 403, AccessDenied",
    "batch, application/json, '', 403, AccessDeniedException"
  })
  void aRefusalIsThatOfTheServicesProtocol(
      String service, String type, String target, int status, String code) {
    required.add(RequiredPermission.of("ecs:X", "*"));
    Map<String, String> headers = new HashMap<>(Map.of("content-type", type));
    if (!target.isEmpty()) {
      headers.put("x-amz-target", target);
    }
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> authorizer.authorize(request(EVA, service, headers)))
        .matches(error -> error.status() == status, "status")
        .matches(error -> error.code().equals(code), code)
        .withMessageContaining("is not authorized to perform");
  }

  @Test
  void aCallThatIsNotSignedIsCheckedByName() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> authorizer.check(EVA, "eu-west-1", "ecr:BatchGetImage", "arn:r"))
        .matches(error -> error.status() == 403)
        .withMessageContaining("ecr:BatchGetImage on resource: arn:r");
    decisions.put("ecr:BatchGetImage", Decision.ALLOW);
    assertThatCode(() -> authorizer.check(EVA, "eu-west-1", "ecr:BatchGetImage", "arn:r"))
        .doesNotThrowAnyException();
    decided.clear();
    authorizer.check(ADMINISTRATOR, "eu-west-1", "ecr:PutImage", "arn:r");
    assertThat(decided).isEmpty();
  }
}
