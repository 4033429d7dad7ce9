package dev.fnk.cli.inventory;

/**
 * What an ARN says ({@code arn:PARTITION:SERVICE:REGION:ACCOUNT:TYPE/ID}, or {@code TYPE:ID}; AWS
 * General Reference, "Amazon Resource Names").
 *
 * @param id what follows the type, with all its parts
 */
record Named(String arn, String service, String type, String id) {
  static Named of(String arn) {
    var parts = arn.split(":", 6);
    if (parts.length < 6) {
      return new Named(arn, "", "", arn);
    }
    var resource = parts[5].split("[/:]", 2);
    return new Named(arn, parts[2], resource[0], resource.length > 1 ? resource[1] : "");
  }

  /** As resources name their types, such as {@code ecs:cluster}. */
  String label() {
    return service + ":" + type;
  }

  /** One of the parts of the id, between slashes. */
  String part(int index) {
    var parts = id.split("/", -1);
    return index < parts.length ? parts[index] : "";
  }
}
