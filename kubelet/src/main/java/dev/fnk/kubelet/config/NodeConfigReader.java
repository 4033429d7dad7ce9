package dev.fnk.kubelet.config;

import dev.fnk.kubelet.contract.Ports;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link NodeConfig} from the environment. Required: FNK_NODE_NAME, FNK_LAB, FNK_EKS_CLUSTER,
 * AWS_REGION, FNK_ECS_CLUSTER, FNK_SUBNETS, FNK_SECURITY_GROUPS, FNK_EXECUTION_ROLE_ARN,
 * FNK_POD_ROLE_ARN, FNK_TASK_ROLE_ARN, FNK_AGENT_IMAGE, FNK_LOG_GROUP. With a default:
 * FNK_ASSIGN_PUBLIC_IP (false), FNK_POD_ROLE_ARNS (none), FNK_OTHER_AGENT_IMAGE (none),
 * FNK_NODE_ROLE_ARN (none), FNK_TAGS (none), FNK_TAG_LABELS (none), FNK_TAINTED (true),
 * FNK_MAX_PODS, FNK_CPU (the account's quota), FNK_MEMORY_MIB, FNK_PORT (10250), and what clients
 * of the kubelet API may have ({@link ApiLimits}): FNK_API_CONNECTIONS, FNK_API_HEADER_KIB,
 * FNK_API_HEAD_SECONDS, FNK_API_IDLE_SECONDS, FNK_STREAM_IDLE_SECONDS, FNK_FORWARDS, FNK_EXECS;
 * FNK_TRACING_ENDPOINT (none), FNK_TRACING_SAMPLING_PER_MILLION (all). Lists are separated by
 * commas, tags are {@code key=value}.
 */
public final class NodeConfigReader {
  /**
   * Not the kubelet's 110, which is what one machine's network bears: every pod here is a task with
   * an interface of its own. A thousand is well below the 5,000 interfaces a region gives an
   * account, and within two /20 subnets.
   */
  public static final int DEFAULT_MAX_PODS = 1000;

  /** The kubelet's port. */
  public static final int DEFAULT_PORT = Ports.KUBELET;

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern ROLE_ARN =
      Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]+");

  private static final Pattern PINNED = Pattern.compile("[^@\\s]+@sha256:[0-9a-f]{64}");

  private static final String AN_IMAGE = "an image by its digest, ...@sha256:...";

  private final Map<String, String> environment;
  private final List<String> errors = new ArrayList<>();

  private NodeConfigReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The settings.
   *
   * @throws NodeConfigException naming every variable that is missing or wrong
   */
  public static NodeConfig read(Map<String, String> environment) throws NodeConfigException {
    return new NodeConfigReader(environment).read();
  }

  private NodeConfig read() throws NodeConfigException {
    var config =
        new NodeConfig(
            text("FNK_NODE_NAME", "a DNS label", matching(DNS_LABEL)),
            text("FNK_LAB", "a DNS label", matching(DNS_LABEL)),
            text("FNK_EKS_CLUSTER", "the name of an EKS cluster", NodeConfigReader::any),
            text("AWS_REGION", "an AWS region", NodeConfigReader::any),
            text("FNK_ECS_CLUSTER", "the name or ARN of an ECS cluster", NodeConfigReader::any),
            list("FNK_SUBNETS", "subnet-"),
            list("FNK_SECURITY_GROUPS", "sg-"),
            flag("FNK_ASSIGN_PUBLIC_IP", false),
            text("FNK_EXECUTION_ROLE_ARN", "the ARN of an IAM role", matching(ROLE_ARN)),
            text("FNK_POD_ROLE_ARN", "the ARN of an IAM role", matching(ROLE_ARN)),
            podRoles("FNK_POD_ROLE_ARNS"),
            text("FNK_TASK_ROLE_ARN", "the ARN of an IAM role", matching(ROLE_ARN)),
            optionalRole("FNK_NODE_ROLE_ARN"),
            text("FNK_AGENT_IMAGE", AN_IMAGE, matching(PINNED)),
            value("FNK_OTHER_AGENT_IMAGE") == null
                ? Optional.empty()
                : Optional.of(text("FNK_OTHER_AGENT_IMAGE", AN_IMAGE, matching(PINNED))),
            text("FNK_LOG_GROUP", "the name of a log group", NodeConfigReader::any),
            tags("FNK_TAGS"),
            labels("FNK_TAG_LABELS"),
            flag("FNK_TAINTED", true),
            number("FNK_MAX_PODS", DEFAULT_MAX_PODS, 1, 5000),
            number("FNK_CPU", 256),
            number("FNK_MEMORY_MIB", 512),
            number("FNK_PORT", DEFAULT_PORT, 1, 65535),
            limits(ApiLimits.STANDARD),
            tracing());
    if (!errors.isEmpty()) {
      throw new NodeConfigException(errors);
    }
    return config;
  }

  private ApiLimits limits(ApiLimits standard) {
    return new ApiLimits(
        number("FNK_API_CONNECTIONS", standard.connections(), 10, 100_000),
        number("FNK_API_HEADER_KIB", standard.headerKiB(), 8, 1024),
        seconds("FNK_API_HEAD_SECONDS", standard.head()),
        seconds("FNK_API_IDLE_SECONDS", standard.idle()),
        seconds("FNK_STREAM_IDLE_SECONDS", standard.streamIdle()),
        number("FNK_FORWARDS", standard.forwards(), 1, standard.forwards()),
        number("FNK_EXECS", standard.execs(), 1, standard.execs()));
  }

  private Optional<TracingSettings> tracing() {
    String name = "FNK_TRACING_ENDPOINT";
    int rate =
        number("FNK_TRACING_SAMPLING_PER_MILLION", TracingSettings.ALL, 0, TracingSettings.ALL);
    if (value(name) == null) {
      return Optional.empty();
    }
    String endpoint = text(name, "the base URL of a collector", TracingSettings::valid);
    return TracingSettings.valid(endpoint)
        ? Optional.of(new TracingSettings(URI.create(endpoint), rate))
        : Optional.empty();
  }

  private Duration seconds(String name, Duration otherwise) {
    return Duration.ofSeconds(number(name, Math.toIntExact(otherwise.toSeconds()), 1, 86_400));
  }

  private String text(String name, String expected, Predicate<String> valid) {
    String value = value(name);
    if (value == null) {
      errors.add(name + " is not set; expected " + expected);
      return "";
    }
    if (!valid.test(value)) {
      errors.add("%s is '%s'; expected %s".formatted(name, value, expected));
    }
    return value;
  }

  private Optional<String> optionalRole(String name) {
    return value(name) == null
        ? Optional.empty()
        : Optional.of(text(name, "the ARN of an IAM role", matching(ROLE_ARN)));
  }

  /** The node's own role is none of them: agents take whoever has it for the node. */
  private Set<String> podRoles(String name) {
    String value = value(name);
    var roles = new LinkedHashSet<String>();
    if (value == null) {
      return roles;
    }
    for (String role : value.split(",", -1)) {
      String arn = role.strip();
      if (!matching(ROLE_ARN).test(arn)) {
        errors.add(
            "%s has '%s'; expected ARNs of IAM roles, separated by commas".formatted(name, arn));
      } else if (arn.equals(value("FNK_TASK_ROLE_ARN"))) {
        errors.add("%s has %s, which is the node's own role".formatted(name, arn));
      }
      roles.add(arn);
    }
    return roles;
  }

  private Set<String> labels(String name) {
    String value = value(name);
    return value == null
        ? Set.of()
        : Arrays.stream(value.split(",", -1))
            .map(String::strip)
            .filter(key -> !key.isEmpty())
            .collect(Collectors.toSet());
  }

  private List<String> list(String name, String prefix) {
    String expected = "one or more of " + prefix + "..., separated by commas";
    String value = text(name, expected, NodeConfigReader::any);
    List<String> items =
        Arrays.stream(value.split(",", -1)).map(String::strip).filter(i -> !i.isEmpty()).toList();
    for (String item : items) {
      if (!item.startsWith(prefix)) {
        errors.add("%s has '%s'; expected %s".formatted(name, item, expected));
      }
    }
    if (items.isEmpty() && !value.isEmpty()) {
      errors.add("%s is '%s'; expected %s".formatted(name, value, expected));
    }
    return items;
  }

  private Map<String, String> tags(String name) {
    String value = value(name);
    Map<String, String> tags = new LinkedHashMap<>();
    if (value == null) {
      return tags;
    }
    for (String pair : value.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        errors.add(
            "%s has '%s'; expected key=value pairs, separated by commas".formatted(name, pair));
      } else {
        tags.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return tags;
  }

  private boolean flag(String name, boolean otherwise) {
    String value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.equals("true") && !value.equals("false")) {
      errors.add("%s is '%s'; expected true or false".formatted(name, value));
    }
    return value.equals("true");
  }

  private OptionalInt number(String name, int least) {
    return value(name) == null
        ? OptionalInt.empty()
        : OptionalInt.of(number(name, least, least, Integer.MAX_VALUE));
  }

  private int number(String name, int otherwise, int least, int most) {
    String value = value(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    errors.add("%s is '%s'; expected a number from %d to %d".formatted(name, value, least, most));
    return otherwise;
  }

  private @Nullable String value(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static Predicate<String> matching(Pattern pattern) {
    return value -> pattern.matcher(value).matches();
  }

  private static boolean any(String value) {
    return !value.isEmpty();
  }
}
