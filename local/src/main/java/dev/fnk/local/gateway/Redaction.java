package dev.fnk.local.gateway;

import java.util.regex.Pattern;

/** Takes secrets out of what is recorded: by the names that AWS gives them. */
final class Redaction {
  private static final String NAMES =
      "SecretAccessKey|SessionToken|SecretString|SecretBinary|authorizationToken|Password|"
          + "PrivateKey|KeyMaterial|WebIdentityToken|token|clientSecret";

  private static final Pattern JSON =
      Pattern.compile("(?i)(\"(?:" + NAMES + ")\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*(\")");
  private static final Pattern XML = Pattern.compile("(?i)(<(?:" + NAMES + ")>)[^<]*(</)");
  private static final Pattern FORM =
      Pattern.compile("(?i)((?:^|&)(?:" + NAMES + "|X-Amz-Security-Token|X-Amz-Signature)=)[^&]*");

  /** Environment variables of containers: anything may be in them. */
  private static final Pattern ENVIRONMENT =
      Pattern.compile(
          "(\"name\"\\s*:\\s*\"(?:[^\"\\\\]|\\\\.)*\"\\s*,\\s*\"value\"\\s*:\\s*\")(?:[^\"\\\\]|\\\\.)*(\")");

  private Redaction() {}

  static String body(String text) {
    String json = JSON.matcher(text).replaceAll("$1***$2");
    String environment = ENVIRONMENT.matcher(json).replaceAll("$1***$2");
    String xml = XML.matcher(environment).replaceAll("$1***$2");
    return query(xml);
  }

  static String query(String text) {
    return FORM.matcher(text).replaceAll("$1***");
  }
}
