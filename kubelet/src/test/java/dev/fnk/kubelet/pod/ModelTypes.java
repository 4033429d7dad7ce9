package dev.fnk.kubelet.pod;

import io.fabric8.kubernetes.api.model.PodSpec;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The types of the API's model and their fields. */
final class ModelTypes {
  private static final String PACKAGE = PodSpec.class.getPackageName() + ".";

  /** Scalars, though they are classes. */
  private static final Set<String> SCALARS = Set.of("Quantity", "IntOrString");

  private ModelTypes() {}

  static Set<String> fields(String type) {
    var fields = new TreeSet<String>();
    for (Field field : of(type).getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())
          && !field.getName().equals("additionalProperties")) {
        fields.add(field.getName());
      }
    }
    return fields;
  }

  /** The type of a field that has fields of its own, or of its elements. */
  static Optional<String> typeOf(String type, String field) {
    return Arrays.stream(declared(type, field).getGenericType().getTypeName().split("[<>,]"))
        .map(String::strip)
        .filter(name -> name.startsWith(PACKAGE))
        .map(name -> name.substring(PACKAGE.length()))
        .filter(name -> !SCALARS.contains(name))
        .findFirst();
  }

  static boolean isList(String type, String field) {
    return List.class.isAssignableFrom(declared(type, field).getType());
  }

  private static Field declared(String type, String field) {
    try {
      return of(type).getDeclaredField(field);
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException(type + " has no " + field, e);
    }
  }

  private static Class<?> of(String type) {
    try {
      return Class.forName(PACKAGE + type);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no type " + type, e);
    }
  }
}
