package dev.fnk.local.gateway;

import java.util.regex.Pattern;

/** Takes secrets out of what is recorded: by the names that AWS gives them. */
final class Redaction {
  private static final String NAMES =
      "SecretAccessKey|SessionToken|SecretString|SecretBinary|authorizationToken|Password|"
          + "PrivateKey|KeyMaterial|WebIdentityToken|token|clientSecret";

  /** A string of JSON. Possessive, as it may be longer than the stack is deep. */
  private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*+\"";

  private static final Pattern JSON =
      Pattern.compile("(?i)(\"(?:" + NAMES + ")\"\\s*:\\s*)" + TEXT);
  private static final Pattern XML = Pattern.compile("(?i)(<(?:" + NAMES + ")>)[^<]*(</)");

  /** Also within JSON and XML, as a presigned URL may be; they stay whole. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)((?:^|[&?])(?:" + NAMES + "|X-Amz-Security-Token|X-Amz-Signature)=)[^&\"<\\\\\\s]*");

  /** Environment variables of containers: anything may be in them. */
  private static final Pattern NAME_AND_VALUE =
      Pattern.compile("(\"name\"\\s*:\\s*" + TEXT + "\\s*,\\s*\"value\"\\s*:\\s*)" + TEXT);

  private static final Pattern VALUE_AND_NAME =
      Pattern.compile("(\"value\"\\s*:\\s*)" + TEXT + "(\\s*,\\s*\"name\"\\s*:)");

  private Redaction() {}

  static String body(String text) {
    String json = JSON.matcher(text).replaceAll("$1\"***\"");
    String environment = NAME_AND_VALUE.matcher(json).replaceAll("$1\"***\"");
    environment = VALUE_AND_NAME.matcher(environment).replaceAll("$1\"***\"$2");
    String xml = XML.matcher(environment).replaceAll("$1***$2");
    return query(xml);
  }

  static String query(String text) {
    return FORM.matcher(text).replaceAll("$1***");
  }
}
