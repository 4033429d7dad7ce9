package dev.fnk.local.account;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.Caller;
import dev.fnk.local.aws.XmlAnswer;
import dev.fnk.local.iam.Decision;
import dev.fnk.local.iam.PolicyDocument;
import dev.fnk.local.iam.RequestContext;
import dev.fnk.local.moto.MotoClient;
import dev.fnk.local.uri.UriEncoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Inline and attached policies of users and roles, read from moto and kept until IAM changes. */
public final class MotoIdentityPolicies implements IdentityPolicies {
  private static final String REGION = "us-east-1";

  /** Whose policies: {@code Role} or {@code User}, as IAM's operations are named. */
  private record Identity(String kind, String name) {
    static Identity of(Caller caller) {
      String resource = caller.arn().substring(caller.arn().lastIndexOf(':') + 1);
      String[] parts = resource.split("/", -1);
      return parts[0].equals("assumed-role")
          ? new Identity("Role", parts[1])
          : new Identity("User", parts[parts.length - 1]);
    }
  }

  private record Known(String arn, List<PolicyDocument> policies) {}

  private final MotoClient moto;
  private final String administratorArn;
  private final String administratorKeyId;
  private final Map<Identity, Known> known = new ConcurrentHashMap<>();

  public MotoIdentityPolicies(MotoClient moto, MotoAccount account) {
    this.moto = moto;
    this.administratorArn = account.administrator().caller().arn();
    this.administratorKeyId = account.administrator().accessKeyId();
  }

  /** Forgets what it has read: IAM has changed. */
  public void changed() {
    known.clear();
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return caller.arn().equals(administratorArn);
  }

  @Override
  public Decision decide(Caller caller, RequestContext context) {
    return isAdministrator(caller)
        ? Decision.ALLOW
        : PolicyDocument.identity(known(caller).policies(), context);
  }

  @Override
  public String identityArn(Caller caller) {
    return isAdministrator(caller) ? administratorArn : known(caller).arn();
  }

  @Override
  public Map<String, List<String>> keys(Caller caller) {
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:PrincipalArn", List.of(identityArn(caller)));
    keys.put("aws:PrincipalAccount", List.of(caller.accountId()));
    keys.put("aws:userid", List.of(caller.userId()));
    Identity identity = Identity.of(caller);
    if (identity.kind().equals("User")) {
      keys.put("aws:username", List.of(identity.name()));
      keys.put("aws:PrincipalType", List.of("User"));
    } else {
      keys.put("aws:PrincipalType", List.of("AssumedRole"));
    }
    return keys;
  }

  /** A session outlives its role; nothing is allowed to it then. */
  private Known known(Caller caller) {
    try {
      return known.computeIfAbsent(Identity.of(caller), this::read);
    } catch (AwsError e) {
      if (e.status() == 404) {
        return new Known(caller.arn(), List.of());
      }
      throw e;
    }
  }

  private Known read(Identity identity) {
    String arn = call("Get" + identity.kind(), identity, Map.of()).required("Arn");
    List<PolicyDocument> policies = new ArrayList<>(of(identity));
    if (identity.kind().equals("User")) {
      for (XmlAnswer group : call("ListGroupsForUser", identity, Map.of()).members("Groups")) {
        policies.addAll(of(new Identity("Group", group.required("GroupName"))));
      }
    }
    return new Known(arn, List.copyOf(policies));
  }

  private List<PolicyDocument> of(Identity identity) {
    List<PolicyDocument> policies = new ArrayList<>();
    String kind = identity.kind();
    for (XmlAnswer name :
        call("List" + kind + "Policies", identity, Map.of()).members("PolicyNames")) {
      Map<String, String> policy = Map.of("PolicyName", name.content());
      policies.add(
          document(call("Get" + kind + "Policy", identity, policy).required("PolicyDocument")));
    }
    for (XmlAnswer attached :
        call("ListAttached" + kind + "Policies", identity, Map.of()).members("AttachedPolicies")) {
      String arn = attached.required("PolicyArn");
      String version = call("GetPolicy", Map.of("PolicyArn", arn)).required("DefaultVersionId");
      policies.add(
          document(
              call("GetPolicyVersion", Map.of("PolicyArn", arn, "VersionId", version))
                  .required("Document")));
    }
    return policies;
  }

  private XmlAnswer call(String action, Identity identity, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put(identity.kind() + "Name", identity.name());
    return call(action, all);
  }

  private XmlAnswer call(String action, Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("Action", action);
    all.put("Version", Roles.IAM_VERSION);
    all.put("MaxItems", "1000");
    AwsResponse response = moto.query("iam", REGION, administratorKeyId, all);
    return Roles.successful(response);
  }

  private static PolicyDocument document(String text) {
    return PolicyDocument.parse(text.startsWith("{") ? text : UriEncoding.decode(text));
  }
}
