package dev.fnk.local.eks.access;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IAM principal in the form mappings are written in: the role behind a session, not the session
 * (the canonical form of aws-iam-authenticator). A session's ARN does not carry its role's path.
 *
 * @param partition such as {@code aws}
 * @param account twelve digits
 * @param kind what it is
 * @param path of users and roles, {@code /} when it has none
 * @param name of the user or role; {@code root} for the account's root
 */
public record PrincipalArn(String partition, String account, Kind kind, String path, String name) {
  private static final Pattern ARN =
      Pattern.compile("arn:([a-z-]+):(iam|sts)::(\\d{12}):([a-z-]+)(?:/(.+))?");

  public enum Kind {
    USER,
    ROLE,
    ROOT,
    FEDERATED_USER
  }

  /** Reads a user, role, root, federated user or session ARN; empty when it is none of them. */
  public static Optional<PrincipalArn> canonical(String arn) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String partition = matcher.group(1);
    String account = matcher.group(3);
    Optional<String> rest = Optional.ofNullable(matcher.group(5));
    return switch (matcher.group(2) + ":" + matcher.group(4)) {
      case "iam:root" ->
          rest.isPresent()
              ? Optional.empty()
              : Optional.of(new PrincipalArn(partition, account, Kind.ROOT, "/", "root"));
      case "iam:user" -> rest.map(name -> named(partition, account, Kind.USER, name));
      case "iam:role" -> rest.map(name -> named(partition, account, Kind.ROLE, name));
      case "sts:federated-user" ->
          rest.map(name -> named(partition, account, Kind.FEDERATED_USER, name));
      case "sts:assumed-role" ->
          rest.map(name -> name.split("/", -1))
              .filter(parts -> parts.length == 2)
              .map(parts -> named(partition, account, Kind.ROLE, parts[0]));
      default -> Optional.empty();
    };
  }

  /** The session name of an assumed-role ARN; empty for anything else. */
  public static Optional<String> sessionName(String arn) {
    return arn.contains(":assumed-role/")
        ? Optional.of(arn.substring(arn.lastIndexOf('/') + 1))
        : Optional.empty();
  }

  /** Whether both name the same principal; paths are ignored, as names are unique without them. */
  public boolean samePrincipal(PrincipalArn other) {
    return account.equals(other.account) && kind == other.kind && name.equals(other.name);
  }

  /** The whole ARN, with the path. */
  public String text() {
    return arn(path);
  }

  /** The ARN without the path, as the ConfigMap aws-auth wants it. */
  public String withoutPath() {
    return arn("/");
  }

  /** The user name EKS makes for an access entry without one. */
  public String defaultUsername() {
    return kind == Kind.ROLE
        ? "arn:" + partition + ":sts::" + account + ":assumed-role/" + name + "/{{SessionName}}"
        : text();
  }

  private String arn(String shownPath) {
    return switch (kind) {
      case ROOT -> "arn:" + partition + ":iam::" + account + ":root";
      case USER -> "arn:" + partition + ":iam::" + account + ":user" + shownPath + name;
      case ROLE -> "arn:" + partition + ":iam::" + account + ":role" + shownPath + name;
      case FEDERATED_USER ->
          "arn:" + partition + ":sts::" + account + ":federated-user" + shownPath + name;
    };
  }

  private static PrincipalArn named(String partition, String account, Kind kind, String pathName) {
    int slash = pathName.lastIndexOf('/');
    return new PrincipalArn(
        partition,
        account,
        kind,
        "/" + pathName.substring(0, slash + 1),
        pathName.substring(slash + 1));
  }
}
