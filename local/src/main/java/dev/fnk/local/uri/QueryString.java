package dev.fnk.local.uri;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parameters of a raw query, decoded, in their order. */
public record QueryString(List<Parameter> parameters) {
  public record Parameter(String name, String value) {}

  public QueryString {
    parameters = List.copyOf(parameters);
  }

  /** Reads the query of a URI, in which a plus is a plus. */
  public static QueryString parse(String raw) {
    List<Parameter> parameters = new ArrayList<>();
    for (String part : raw.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        parameters.add(new Parameter(UriEncoding.decode(name), UriEncoding.decode(value)));
      }
    }
    return new QueryString(parameters);
  }

  /** Reads {@code application/x-www-form-urlencoded}, in which a plus is a blank. */
  public static QueryString ofForm(String raw) {
    return parse(raw.replace("+", "%20"));
  }

  /** The first parameter of that name; names are case-sensitive. */
  public Optional<String> get(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).findFirst();
  }

  public QueryString without(String name) {
    return new QueryString(parameters.stream().filter(p -> !p.name().equals(name)).toList());
  }

  public String canonical() {
    return parameters.stream()
        .map(p -> new Parameter(UriEncoding.encode(p.name()), UriEncoding.encode(p.value())))
        .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(p -> p.name() + "=" + p.value())
        .collect(Collectors.joining("&"));
  }
}
