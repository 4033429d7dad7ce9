package dev.fnk.cli.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a setting's value has to be, beyond its type. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum Rule {
  ANY("", value -> true),
  NOT_BLANK("a text that is not empty", text(text -> !text.isBlank())),
  POSITIVE("a whole number above 0", whole(number -> number > 0)),
  VCPUS("a whole number from 1 to 200000", whole(number -> number > 0 && number <= 200_000)),
  CAPACITY_MIB("a whole number above 511", whole(number -> number >= 512)),
  PER_MILLION(
      "a whole number from 0 to 1000000", whole(number -> number >= 0 && number <= 1_000_000)),
  COLLECTOR(
      "a base URL such as http://collector.example:4318",
      text(
          Pattern.compile(
                  "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(:\\d{1,5})?(/[!-~&&[^?#]]*)?")
              .asMatchPredicate())),
  REPLICAS("a whole number from 0 to 1000", whole(number -> number >= 0 && number <= 1000)),
  LAB_NAME(
      "a DNS label of at most 40 characters (a-z, 0-9, '-'; a letter first), such as eks-lab",
      text(text -> text.length() <= 40 && text.matches("[a-z]([a-z0-9-]*[a-z0-9])?"))),
  DNS_LABEL(
      "a DNS label of at most 63 characters (a-z, 0-9, '-')",
      text(text -> text.length() <= 63 && text.matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?"))),
  REGION(
      "an AWS region such as eu-west-1",
      text(Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d").asMatchPredicate())),
  /** Before 1.30, admission policies (ValidatingAdmissionPolicy) are not generally available. */
  KUBERNETES_VERSION(
      "a Kubernetes minor version, 1.30 or later, such as \"1.36\"",
      text(Pattern.compile("1\\.[3-9]\\d").asMatchPredicate())),
  SUPPORT_TYPE(
      "STANDARD or EXTENDED",
      text(text -> Set.of("STANDARD", "EXTENDED").contains(text.toUpperCase(Locale.ROOT)))),
  PRINCIPALS(
      "a list of ARNs of IAM roles and users such as arn:aws:iam::111122223333:role/operators",
      texts(
          texts ->
              texts.stream()
                  .allMatch(
                      text -> text.matches("arn:aws[a-z-]*:iam::\\d{12}:(role|user)/[!-~]+")))),
  VPC_CIDR(
      "an IPv4 range from /16 to /19 such as 10.0.0.0/16",
      text(
          text ->
              Cidr.parse(text)
                  .filter(cidr -> cidr.prefix() >= 16 && cidr.prefix() <= 19)
                  .isPresent())),
  ARCHITECTURE("amd64 or arm64", text(text -> Architecture.of(text).isPresent())),
  ECR_REPOSITORIES(
      "a list of ARNs such as arn:aws:ecr:eu-west-1:111122223333:repository/team/app",
      texts(
          texts ->
              texts.stream()
                  .allMatch(
                      Pattern.compile(
                              "arn:aws[a-z-]*:ecr:[a-z0-9-]+:\\d{12}:repository/"
                                  + "[a-z0-9][a-z0-9._/-]{0,255}(/\\*)?")
                          .asMatchPredicate()))),
  ROLES(
      "a list of ARNs of IAM roles such as arn:aws:iam::111122223333:role/orders",
      texts(
          texts ->
              texts.stream()
                  .allMatch(
                      Pattern.compile("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=.@/-]+")
                          .asMatchPredicate()))),
  /** A task has at most 50 tags, some of them fnk's; a label's value is a tag's as it is. */
  LABELS(
      "a list of at most 20 keys of labels such as app.kubernetes.io/name",
      texts(
          texts ->
              texts.size() <= 20
                  && texts.stream()
                      .allMatch(
                          Pattern.compile(
                                  "([a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?/)?"
                                      + "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
                              .asMatchPredicate()))),
  CIDRS(
      "a list of at least one IPv4 range such as 0.0.0.0/0",
      texts(
          texts ->
              !texts.isEmpty() && texts.stream().allMatch(text -> Cidr.parse(text).isPresent()))),
  ZONES(
      "an empty list, or two names or ids of zones such as eu-west-1a or euw1-az1",
      texts(
          texts ->
              texts.isEmpty()
                  || (texts.size() == 2
                      && texts.stream().distinct().count() == 2
                      && texts.stream().allMatch(text -> text.matches("[a-z][a-z0-9-]+"))))),
  PORTS(
      "a list of ports or ranges of them, such as 8080 or 8000-8100",
      texts(texts -> texts.stream().allMatch(text -> PortRange.parse(text).isPresent()))),
  /** The periods that logs:PutRetentionPolicy takes. */
  RETENTION_DAYS("one of " + days(), whole(number -> days().contains(number))),
  FARGATE_CPU(
      "one of " + FargateSizes.cpus(), whole(number -> FargateSizes.cpus().contains(number))),
  REGISTRATION_MODE("aws-auth or access-entry", text(Set.of("aws-auth", "access-entry")::contains));

  private final String expectation;
  private final Predicate<Value> test;

  Rule(String expectation, Predicate<Value> test) {
    this.expectation = expectation;
    this.test = test;
  }

  String expectation() {
    return expectation;
  }

  boolean holds(Value value) {
    return test.test(value);
  }

  private static List<Integer> days() {
    return List.of(
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
        3288, 3653);
  }

  private static Predicate<Value> text(Predicate<String> test) {
    return value -> value instanceof Value.Text(String text) && test.test(text);
  }

  private static Predicate<Value> whole(Predicate<Integer> test) {
    return value -> value instanceof Value.Whole(int number) && test.test(number);
  }

  private static Predicate<Value> texts(Predicate<List<String>> test) {
    return value -> value instanceof Value.Texts(List<String> texts) && test.test(texts);
  }
}
