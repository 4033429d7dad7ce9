package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.image.Architecture;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.image.ImageConfigs;
import dev.fnk.kubelet.image.ImageLookup;
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
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Configurations of images. */
  @FunctionalInterface
  interface Images {
    ImageLookup of(String image, List<RegistryCredential> credentials) throws InterruptedException;
  }

  /** Where ECS finds the users of registries. */
  @FunctionalInterface
  interface Logins {
    Kept keep(PullLogin login) throws InterruptedException;
  }

  private final String hostIp;
  private final References references;
  private final Images images;
  private final Logins logins;

  PodInputs(String hostIp, References references, Images images, Logins logins) {
    this.hostIp = hostIp;
    this.references = references;
    this.images = images;
    this.logins = logins;
  }

  /** At the API server, the images' registries and Secrets Manager. */
  static PodInputs of(
      String hostIp, ReferenceReader reader, ImageConfigs configs, PullSecrets secrets) {
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
        (image, credentials) -> configs.of(image, own, credentials),
        secrets::keep);
  }

  @Override
  public Resolution resolve(Pod pod, Runnable changed) throws InterruptedException {
    return switch (references.read(pod, changed)) {
      case Reading.NotNow(String message) -> new Resolution.NotNow("ContainerCreating", message);
      case Reading.Missing missing -> new Resolution.Missing(missing.what());
      case Reading.Resolved resolved ->
          switch (references.inherited(pod, changed)) {
            case Inheritance.NotNow(String message) ->
                new Resolution.NotNow("ContainerCreating", message);
            case Inheritance.Known(InheritedAnnotations inherited) ->
                switch (references.claims(pod)) {
                  case Claims.NotNow(String message) ->
                      new Resolution.NotNow("ContainerCreating", message);
                  case Claims.Bound(Map<String, ClaimedVolume> claims) ->
                      withImages(pod, resolved.references(), inherited, claims);
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
      ResolvedReferences resolved,
      InheritedAnnotations inherited,
      Map<String, ClaimedVolume> claims)
      throws InterruptedException {
    List<PullLogin> given = logins(pod, resolved);
    List<RegistryCredential> credentials =
        given.stream().map(one -> new RegistryCredential(one.location(), one.login())).toList();
    var all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    Map<String, ImageConfig> found = new LinkedHashMap<>();
    Map<String, String> repositoryCredentials = new LinkedHashMap<>();
    for (Container container : all) {
      String image = container.getImage() == null ? "" : container.getImage();
      switch (images.of(image, credentials)) {
        case ImageLookup.Found(ImageConfig config, var login) -> {
          found.put(container.getName(), config);
          if (login.isPresent()) {
            switch (logins.keep(first(given, login.get()))) {
              case Kept.There(String secret) ->
                  repositoryCredentials.put(container.getName(), secret);
              case Kept.NotNow(String message) -> {
                return new Resolution.NotNow("ErrImagePull", message);
              }
            }
          }
        }
        case ImageLookup.Refused refused -> {
          return new Resolution.NotNow(refused.reason(), words(refused));
        }
        case ImageLookup.NotNow(String message) -> {
          return new Resolution.NotNow("ErrImagePull", message);
        }
      }
    }
    return new Resolution.Resolved(
        new Inputs(hostIp, found, resolved, inherited, claims, repositoryCredentials));
  }

  private static PullLogin first(List<PullLogin> given, Login login) {
    return given.stream().filter(one -> one.login().equals(login)).findFirst().orElseThrow();
  }

  /** With what there is instead, where the image is there for another architecture. */
  private static String words(ImageLookup.Refused refused) {
    return refused.available().isEmpty()
        ? refused.message()
        : refused.message()
            + "; it is there for "
            + refused.available().stream().map(Architecture::goName).sorted().toList()
            + ", and this node's tasks are of another architecture";
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
