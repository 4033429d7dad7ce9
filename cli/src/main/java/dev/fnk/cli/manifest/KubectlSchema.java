package dev.fnk.cli.manifest;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * Scalars as kubectl reads them, by YAML 1.1: {@code 0644} is octal, {@code yes} and {@code on} are
 * true.
 */
final class KubectlSchema implements Schema {
  private static final Pattern OCTAL = Pattern.compile("0[0-7]+");
  private static final Pattern TRUE = Pattern.compile("y|Y|yes|Yes|YES|on|On|ON");
  private static final Pattern FALSE = Pattern.compile("n|N|no|No|NO|off|Off|OFF");

  private final CoreSchema core = new CoreSchema();

  @Override
  public ScalarResolver getScalarResolver() {
    ScalarResolver others = core.getScalarResolver();
    return (text, implicit) -> {
      if (implicit && OCTAL.matcher(text).matches()) {
        return Tag.INT;
      }
      boolean word = TRUE.matcher(text).matches() || FALSE.matcher(text).matches();
      return implicit && word ? Tag.BOOL : others.resolve(text, implicit);
    };
  }

  @Override
  public Map<Tag, ConstructNode> getSchemaTagConstructors() {
    var constructors = new HashMap<>(core.getSchemaTagConstructors());
    constructors.computeIfPresent(
        Tag.INT,
        (_, others) ->
            node ->
                OCTAL.matcher(text(node)).matches()
                    ? Integer.valueOf(text(node), 8)
                    : others.construct(node));
    constructors.computeIfPresent(
        Tag.BOOL,
        (_, others) ->
            node ->
                TRUE.matcher(text(node)).matches()
                    || (!FALSE.matcher(text(node)).matches()
                        && Boolean.TRUE.equals(others.construct(node))));
    return constructors;
  }

  private static String text(Node scalar) {
    return ((ScalarNode) scalar).getValue();
  }
}
