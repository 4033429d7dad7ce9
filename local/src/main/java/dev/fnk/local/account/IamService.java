package dev.fnk.local.account;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.FormParameters;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.sigv4.AccessKey;
import java.util.Optional;

/** IAM: moto's, and the keys that it issues or takes back are taken note of. */
public final class IamService implements AwsService {
  private final MotoClient moto;
  private final CredentialStore store;
  private final MotoIdentityPolicies policies;

  public IamService(MotoClient moto, CredentialStore store, MotoIdentityPolicies policies) {
    this.moto = moto;
    this.store = store;
    this.policies = policies;
  }

  @Override
  public String signingName() {
    return "iam";
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    AwsResponse response = inForm(moto.forward(request));
    if (response.status() < 300) {
      FormParameters parameters = FormParameters.of(request);
      String action = parameters.action();
      if (!action.startsWith("Get") && !action.startsWith("List")) {
        policies.changed();
      }
      switch (action) {
        case "CreateAccessKey" -> store(request, XmlAnswer.parse(response.body()));
        case "DeleteAccessKey" -> parameters.get("AccessKeyId").ifPresent(store::remove);
        default -> {}
      }
    }
    return response;
  }

  private static AwsResponse inForm(AwsResponse moto) {
    return new AwsResponse(moto.status(), moto.headers(), IamIds.inForm(moto.body()));
  }

  private void store(AwsRequest request, XmlAnswer answer) {
    String name = answer.required("UserName");
    XmlAnswer user =
        Roles.successful(
            moto.query(
                "iam",
                request.region(),
                answer.required("AccessKeyId"),
                java.util.Map.of(
                    "Action", "GetUser", "Version", Roles.IAM_VERSION, "UserName", name)));
    store.put(
        new AccessKey(
            answer.required("AccessKeyId"),
            answer.required("SecretAccessKey"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Caller(
                MotoAccount.ACCOUNT_ID,
                user.required("Arn"),
                IamIds.id("UserId", user.required("UserId")))));
  }
}
