package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.reference.Need.Kind.CONFIG_MAP;
import static dev.fnk.kubelet.reference.Need.Kind.SECRET;
import static dev.fnk.kubelet.reference.Need.Place.ENVIRONMENT;
import static dev.fnk.kubelet.reference.Need.Place.PULL_SECRET;
import static dev.fnk.kubelet.reference.Need.Place.VOLUME;
import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.reference.Need.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  @Test
  void allThatASpecNamesIsFound() {
    var found =
        References.of(
            pod(
                "u",
                """
                envFrom: [{configMapRef: {name: c1}}, {secretRef: {name: s1, optional: true}}],
                env: [{name: A, valueFrom: {configMapKeyRef: {name: c2, key: k}}},
                      {name: B, valueFrom: {secretKeyRef: {name: s2, key: k, optional: true}}},
                      {name: C, value: v}, {name: D},
                      {name: E, value: v, valueFrom: {secretKeyRef: {name: never, key: k}}},
                      {name: F, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                """,
                """
                initContainers: [{name: b, image: i, envFrom: [{secretRef: {name: s3}}]}],
                imagePullSecrets: [{name: p1}, {name: ''}, {}],
                serviceAccountName: app, enableServiceLinks: false,
                volumes: [{name: v1, secret: {secretName: s4}},
                  {name: v2, configMap: {name: c4, optional: true, items: [{key: x, path: x}, {key: y, path: y}]}},
                  {name: v3, emptyDir: {}},
                  {name: v4, projected: {sources: [
                    {serviceAccountToken: {path: token, expirationSeconds: 3607}},
                    {serviceAccountToken: {path: other, audience: vault}},
                    {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}},
                    {secret: {name: s5, optional: true}},
                    {downwardAPI: {items: []}}]}}]
                """));

    assertThat(found.needs())
        .containsExactly(
            new Need(SECRET, "s4", "", false, VOLUME),
            new Need(CONFIG_MAP, "c4", "x", true, VOLUME),
            new Need(CONFIG_MAP, "c4", "y", true, VOLUME),
            new Need(CONFIG_MAP, "kube-root-ca.crt", "ca.crt", false, VOLUME),
            new Need(SECRET, "s5", "", true, VOLUME),
            new Need(SECRET, "s3", "", false, ENVIRONMENT),
            new Need(CONFIG_MAP, "c1", "", false, ENVIRONMENT),
            new Need(SECRET, "s1", "", true, ENVIRONMENT),
            new Need(CONFIG_MAP, "c2", "k", false, ENVIRONMENT),
            new Need(SECRET, "s2", "k", true, ENVIRONMENT),
            new Need(SECRET, "p1", "", true, PULL_SECRET));
    assertThat(found.tokens())
        .containsExactlyInAnyOrder(new TokenKind("", 3607), new TokenKind("vault", 3600));
    assertThat(found.serviceAccount()).isEqualTo("app");
    assertThat(found.serviceLinks()).isFalse();
    assertThat(found.ofVolumes().needs()).hasSize(5).allMatch(need -> need.place() == VOLUME);
  }

  @Test
  void aPodThatNamesNothingHasItsDefaults() {
    var found = References.of(pod("u", "", ""));

    assertThat(found).isEqualTo(new References(List.of(), Set.of(), "default", true));
  }

  @Test
  void whatIsMissingIsSaidInTheKubeletsWords() {
    var keys =
        Map.of(new Target(SECRET, "s"), Set.of("a"), new Target(CONFIG_MAP, "c"), Set.of("a"));

    assertThat(new Need(SECRET, "s", "a", false, ENVIRONMENT).missing("ns", keys)).isEmpty();
    assertThat(new Need(SECRET, "s", "", false, VOLUME).missing("ns", keys)).isEmpty();
    assertThat(new Need(SECRET, "c", "a", false, ENVIRONMENT).missing("ns", keys))
        .contains("secret \"c\" not found");
    assertThat(new Need(CONFIG_MAP, "s", "", false, VOLUME).missing("ns", keys))
        .contains("configmap \"s\" not found");
    assertThat(new Need(SECRET, "s", "k", false, ENVIRONMENT).missing("ns", keys))
        .contains("couldn't find key k in Secret ns/s");
    assertThat(new Need(CONFIG_MAP, "c", "k", false, ENVIRONMENT).missing("ns", keys))
        .contains("couldn't find key k in ConfigMap ns/c");
    assertThat(new Need(SECRET, "s", "k", false, VOLUME).missing("ns", keys))
        .contains("references non-existent secret key: k");
    assertThat(new Need(CONFIG_MAP, "c", "k", false, VOLUME).missing("ns", keys))
        .contains("configmap references non-existent config key: k");
  }
}
