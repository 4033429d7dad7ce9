package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.image.ImageConfigs;
import dev.fnk.kubelet.image.PullSecret;
import dev.fnk.kubelet.image.RegistryCredential;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.node.NodeFacts;
import dev.fnk.kubelet.pullsecret.Kept;
import dev.fnk.kubelet.pullsecret.PullLogin;
import dev.fnk.kubelet.pullsecret.PullSecrets;
import dev.fnk.kubelet.reference.ClaimedVolume;
import dev.fnk.kubelet.reference.Claims;
import dev.fnk.kubelet.reference.Inheritance;
import dev.fnk.kubelet.reference.InheritedAnnotations;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.reference.ReferenceReader;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.PodArchitecture;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a pod names in its namespace, and what its images say of themselves. */
final class PodInputs implements InputResolver {
  private static final Logger LOG = LoggerFactory.getLogger(PodInputs.class);

  /** Secrets, config maps, tokens and services, and what the pod belongs to. */
  interface References {
    /**
     * @param changed called when something that was read is another; from any thread
     */
    Reading read(Pod pod, Runnable changed) throws InterruptedException;

    /** Of its namespace and its service account; {@code changed} as above. */
    Inheritance inherited(Pod pod, Runnable changed) throws InterruptedException;

    /** Behind the claims that its volumes name. */
    Claims claims(Pod pod);

    /** The same of a running pod's volumes alone. */
    Reading readVolumes(Pod pod, Runnable changed) throws InterruptedException;

    void release(String podUid);
  }

  /** Where ECS finds the users of registries. */
  @FunctionalInterface
  interface Logins {
    Kept keep(PullLogin login) throws InterruptedException;
  }

  private final String hostIp;
  private final References references;
  private final PodImages images;
  private final Logins logins;

  PodInputs(String hostIp, References references, PodImages images, Logins logins) {
    this.hostIp = hostIp;
    this.references = references;
    this.images = images;
    this.logins = logins;
  }

  /**
   * At the API server, the images' registries and Secrets Manager.
   *
   * @param both whether pods may have the architecture that the node does not have, too
   */
  static PodInputs of(
      String hostIp,
      ReferenceReader reader,
      ImageConfigs configs,
      PullSecrets secrets,
      boolean both) {
    Architecture own =
        Architecture.ofGoName(NodeFacts.architecture(System.getProperty("os.arch", "")))
            .orElse(Architecture.AMD64);
    return new PodInputs(
        hostIp,
        new References() {
          @Override
          public Reading read(Pod pod, Runnable changed) throws InterruptedException {
            return reader.read(pod, changed);
          }

          @Override
          public Inheritance inherited(Pod pod, Runnable changed) throws InterruptedException {
            return reader.inherited(pod, changed);
          }

          @Override
          public Claims claims(Pod pod) {
            return reader.claims(pod);
          }

          @Override
          public Reading readVolumes(Pod pod, Runnable changed) throws InterruptedException {
            return reader.readVolumes(pod, changed);
          }

          @Override
          public void release(String podUid) {
            reader.release(podUid);
          }
        },
        new PodImages(configs::of, both ? List.of(own, own.other()) : List.of(own)),
        secrets::keep);
  }

  @Override
  public Resolution resolve(Pod pod, Runnable changed) throws InterruptedException {
    return switch (references.read(pod, changed)) {
      case Reading.NotNow(String message) -> new Resolution.NotNow("ContainerCreating", message);
      case Reading.Missing missing -> new Resolution.Missing(missing.what(), missing.absent());
      case Reading.Resolved resolved ->
          switch (references.inherited(pod, changed)) {
            case Inheritance.NotNow(String message) ->
                new Resolution.NotNow("ContainerCreating", message);
            case Inheritance.Known(InheritedAnnotations inherited) ->
                switch (references.claims(pod)) {
                  case Claims.NotNow(String message) ->
                      new Resolution.NotNow("ContainerCreating", message);
                  case Claims.Bound(Map<String, ClaimedVolume> claims) ->
                      withImages(pod, resolved, inherited, claims);
                };
          };
    };
  }

  @Override
  public Reading volumes(Pod pod, Runnable changed) throws InterruptedException {
    return references.readVolumes(pod, changed);
  }

  private Resolution withImages(
      Pod pod,
      Reading.Resolved read,
      InheritedAnnotations inherited,
      Map<String, ClaimedVolume> claims)
      throws InterruptedException {
    ResolvedReferences resolved = read.references();
    List<PullLogin> given = logins(pod, resolved);
    List<RegistryCredential> credentials =
        given.stream().map(one -> new RegistryCredential(one.location(), one.login())).toList();
    var looked = images.look(pod, PodArchitecture.asked(pod, inherited), credentials);
    return switch (looked) {
      case PodImages.Missing(Resolution.NotNow why) -> why;
      case PodImages.There there ->
          withLogins(there, given, new Read(resolved, inherited, claims, read.absent()));
    };
  }

  /** What was read before the images. */
  private record Read(
      ResolvedReferences resolved,
      InheritedAnnotations inherited,
      Map<String, ClaimedVolume> claims,
      List<Reading.Absence> absent) {}

  private Resolution withLogins(PodImages.There there, List<PullLogin> given, Read read)
      throws InterruptedException {
    Map<String, ImageConfig> configs = new LinkedHashMap<>();
    Map<String, String> repositoryCredentials = new LinkedHashMap<>();
    for (var image : there.images().entrySet()) {
      configs.put(image.getKey(), image.getValue().config());
      Optional<Login> login = image.getValue().login();
      if (login.isPresent()) {
        switch (logins.keep(first(given, login.get()))) {
          case Kept.There(String secret) -> repositoryCredentials.put(image.getKey(), secret);
          case Kept.NotNow(String message) -> {
            return new Resolution.NotNow("ErrImagePull", message);
          }
        }
      }
    }
    return new Resolution.Resolved(
        new Inputs(
            hostIp,
            configs,
            read.resolved(),
            read.inherited(),
            read.claims(),
            Optional.of(there.architecture()),
            repositoryCredentials),
        read.absent());
  }

  private static PullLogin first(List<PullLogin> given, Login login) {
    return given.stream().filter(one -> one.login().equals(login)).findFirst().orElseThrow();
  }

  /** As the kubelet does: a secret that is missing or unusable is passed over. */
  private static List<PullLogin> logins(Pod pod, ResolvedReferences resolved) {
    var logins = new ArrayList<PullLogin>();
    String namespace = pod.getMetadata().getNamespace();
    for (LocalObjectReference secret : pod.getSpec().getImagePullSecrets()) {
      Map<String, byte[]> data = resolved.secrets().get(secret.getName());
      if (data == null) {
        continue;
      }
      try {
        var owner = new PullLogin.Owner(namespace, secret.getName());
        PullSecret.credentials(data)
            .forEach(one -> logins.add(new PullLogin(owner, one.location(), one.login())));
      } catch (PullSecret.Malformed e) {
        LOG.warn(
            "{}/{}: imagePullSecret {}: {}",
            namespace,
            pod.getMetadata().getName(),
            secret.getName(),
            e.getMessage());
      }
    }
    return logins;
  }

  @Override
  public void release(String podUid) {
    references.release(podUid);
  }
}
