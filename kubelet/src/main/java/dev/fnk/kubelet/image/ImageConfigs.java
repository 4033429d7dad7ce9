package dev.fnk.kubelet.image;

import dev.fnk.kubelet.image.EcrRegistries.Entrance;
import dev.fnk.kubelet.image.ImageLookup.Found;
import dev.fnk.kubelet.image.ImageLookup.NotNow;
import dev.fnk.kubelet.image.ImageLookup.Refused;
import dev.fnk.kubelet.image.RegistryCredential.Login;
import dev.fnk.kubelet.image.RegistryFailure.Kind;
import dev.fnk.kubelet.image.SharedCache.Made;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Configurations of images, asked of their registries. What a tag stands for is good for 30 s, so
 * that all replicas of a Deployment ask once; what a digest stands for, for as long as there is
 * room. Who shows other credentials is not told what others were.
 */
public final class ImageConfigs {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration LOOKUP = Duration.ofSeconds(20);
  private static final Duration TAG = Duration.ofSeconds(30);
  private static final Duration DIGEST = Duration.ofHours(24);
  private static final Duration REFUSAL = Duration.ofSeconds(10);
  private static final Duration TROUBLE = Duration.ofSeconds(5);

  private static final int PARALLEL = 32;
  private static final int PARALLEL_OF_ONE_REGISTRY = 4;

  /** Of all that is kept: some thousand images. */
  private static final long OCTETS = 16 << 20;

  /**
   * What an answer depends on.
   *
   * @param version digest or tag
   */
  private record Key(
      String given, String name, String version, Architecture architecture, List<Login> logins) {
    Key pinned(String digest) {
      return new Key(given, name, digest, architecture, logins);
    }
  }

  private final RegistryHttp http;
  private final EcrRegistries ecr;
  private final EcrApi api;
  private final Duration patience;
  private final SharedCache<Key, ImageLookup> answers;
  private final Turns turns = new Turns(PARALLEL, PARALLEL_OF_ONE_REGISTRY);

  ImageConfigs(
      HttpClient http, EcrTokens tokens, EcrApi api, Duration patience, InstantSource clock) {
    this.api = api;
    this.http = new RegistryHttp(http);
    this.ecr = new EcrRegistries(tokens, clock);
    this.patience = patience;
    this.answers = new SharedCache<>(OCTETS, clock);
  }

  /**
   * Those that the node may read.
   *
   * @param aws for ecr:GetAuthorizationToken, with the node's role; the caller closes it
   * @param region the node's own
   */
  public static ImageConfigs create(SdkHttpClient aws, String region, InstantSource clock) {
    var calls = new EcrCalls(builder -> builder.httpClient(aws), region);
    return new ImageConfigs(
        client(System.getenv()), new AwsEcrTokens(calls), new AwsEcrApi(calls), LOOKUP, clock);
  }

  static HttpClient client(Map<String, String> environment) {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(new EnvironmentProxy(environment))
        .build();
  }

  /**
   * The configuration of an image; waits for it, 20 s at most, and 8 s more where ECR has to be
   * asked for a token.
   *
   * @param image as a pod names it
   * @param credentials of the pod's imagePullSecrets
   */
  public ImageLookup of(
      String image, Architecture architecture, List<RegistryCredential> credentials)
      throws InterruptedException {
    Optional<ImageReference> parsed = ImageReference.parse(image);
    if (parsed.isEmpty()) {
      return new Refused(
          Refused.INVALID_NAME,
          "Failed to apply default image tag \""
              + image
              + "\": couldn't parse image name \""
              + image
              + "\": invalid reference format",
          Set.of());
    }
    ImageReference reference = parsed.get();
    Key key =
        new Key(
            reference.given(),
            reference.name(),
            reference.version(),
            architecture,
            Keyring.matching(credentials, reference));
    return answers.get(
        key,
        () -> {
          ImageLookup answer = inTurn(reference, key);
          return new Made<>(answer, goodFor(answer, reference), weight(answer));
        });
  }

  private ImageLookup inTurn(ImageReference reference, Key key) throws InterruptedException {
    Deadline deadline = Deadline.in(patience);
    if (!turns.begin(reference.registry(), deadline)) {
      return new NotNow(
          words(reference, reference.registry() + " does not keep up with what it is asked"));
    }
    try {
      return ask(reference, key, deadline);
    } finally {
      turns.end(reference.registry());
    }
  }

  /** With one login after the other, as the kubelet does: the pod's own, then the node's. */
  private ImageLookup ask(ImageReference reference, Key key, Deadline deadline)
      throws InterruptedException {
    Entrance entrance;
    try {
      entrance = ecr.entrance(reference.registry());
    } catch (RegistryFailure failure) {
      return failed(reference, failure);
    }
    List<@Nullable Login> logins = new ArrayList<>(key.logins());
    if (logins.isEmpty() || entrance.login() != null) {
      logins.add(entrance.login());
    }
    ImageLookup answer = new NotNow("");
    for (Login login : logins) {
      try {
        ImageReader images = new ImageReader(source(entrance, login, reference, deadline));
        boolean shown = entrance.ecr() == null && login != null && !login.nobody();
        return read(images, reference, key, shown ? Optional.of(login) : Optional.empty());
      } catch (RegistryFailure failure) {
        answer = failed(reference, failure);
        if (failure.kind() != Kind.DENIED && failure.kind() != Kind.NOT_FOUND) {
          return answer;
        }
      }
    }
    return answer;
  }

  private ImageSource source(
      Entrance entrance, @Nullable Login login, ImageReference reference, Deadline deadline) {
    if (entrance.ecr() != null && Objects.equals(login, entrance.login())) {
      var home = entrance.ecr();
      var repository = new EcrApi.Repository(home.region(), home.account(), reference.repository());
      return new EcrSource(api, repository, http, deadline);
    }
    return new RegistrySource(
        new RegistrySession(http, entrance.uri(), reference.repository(), login, deadline));
  }

  private ImageLookup read(
      ImageReader images, ImageReference reference, Key key, Optional<Login> login)
      throws RegistryFailure, InterruptedException {
    try {
      String digest =
          reference.digest().isEmpty() ? images.digest(reference.tag()) : reference.digest();
      Key pinned = key.pinned(digest);
      if (answers.known(pinned).orElse(null) instanceof Found known) {
        return known;
      }
      var found =
          new Found(images.config(digest, key.architecture(), reference.pinned(digest)), login);
      answers.keep(pinned, new Made<>(found, DIGEST, weight(found)));
      return found;
    } catch (ImageReader.NoSuchPlatform none) {
      return new Refused(
          Refused.PULL_FAILED,
          words(reference, String.valueOf(none.getMessage())),
          none.available());
    }
  }

  private static ImageLookup failed(ImageReference reference, RegistryFailure failure) {
    String what = failure.kind() == Kind.NOT_FOUND ? reference + ": not found" : failure.words();
    String message = words(reference, "failed to resolve reference \"" + reference + "\": " + what);
    return failure.kind() == Kind.NOT_NOW ? new NotNow(message) : Refused.pull(message);
  }

  private static String words(ImageReference reference, String what) {
    return "failed to pull and unpack image \"" + reference + "\": " + what;
  }

  private static Duration goodFor(ImageLookup answer, ImageReference reference) {
    return switch (answer) {
      case Found _ -> reference.digest().isEmpty() ? TAG : DIGEST;
      case Refused _ -> REFUSAL;
      case NotNow _ -> TROUBLE;
    };
  }

  private static long weight(ImageLookup answer) {
    long fixed = 1000;
    return switch (answer) {
      case Found(ImageConfig config, _) ->
          fixed
              + 2
                  * Stream.of(config.entrypoint(), config.cmd(), config.env())
                      .flatMap(List::stream)
                      .mapToLong(text -> text.length() + 40L)
                      .sum();
      case Refused _, NotNow _ -> fixed;
    };
  }
}
