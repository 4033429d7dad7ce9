package dev.fnk.local.eks.access;

import java.util.Map;
import java.util.Optional;

/**
 * The placeholders of user and group names in mappings: {@code {{AccountID}}}, {@code
 * {{SessionName}}} (with - for @), {@code {{SessionNameRaw}}}, {@code {{EC2PrivateDNSName}}}.
 */
public final class UsernameTemplate {
  private static final String PRIVATE_DNS = "{{EC2PrivateDNSName}}";

  private UsernameTemplate() {}

  /** The private DNS name of an EC2 instance. */
  public interface InstanceNames {
    /** Empty when there is no such instance. */
    Optional<String> privateDnsName(String instanceId);
  }

  /** The name filled in; empty when it asks for an instance that does not exist. */
  public static Optional<String> render(
      String template, String account, String session, InstanceNames instances) {
    String text = template;
    if (text.contains(PRIVATE_DNS)) {
      Optional<String> name =
          session.startsWith("i-") ? instances.privateDnsName(session) : Optional.empty();
      if (name.isEmpty()) {
        return Optional.empty();
      }
      text = text.replace(PRIVATE_DNS, name.get());
    }
    Map<String, String> values =
        Map.of(
            "{{AccountID}}", account,
            "{{SessionName}}", session.replace('@', '-'),
            "{{SessionNameRaw}}", session);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace(value.getKey(), value.getValue());
    }
    return Optional.of(text);
  }
}
