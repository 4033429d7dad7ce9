package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTargets;
import dev.fnk.kubelet.stream.ForwardUpgrade;
import dev.fnk.kubelet.stream.NoTargetException;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /portForward/NAMESPACE/POD} and {@code /portForward/NAMESPACE/POD/UID}. */
final class ForwardUpgrades implements Upgrades {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardUpgrades.class);
  private static final String PATH = "/portForward/";

  private final ForwardTargets targets;
  private final ForwardLimits limits;

  ForwardUpgrades(ForwardTargets targets, ForwardLimits limits) {
    this.targets = targets;
    this.limits = limits;
  }

  @Override
  public Optional<ChannelHandler> handler(KubeletApi.Request request, Caller caller)
      throws NoTargetException {
    if (!request.path().startsWith(PATH)) {
      return Optional.empty();
    }
    try {
      var decoder = new QueryStringDecoder(request.uri());
      List<String> path = List.of(decoder.path().substring(PATH.length()).split("/", -1));
      if (path.size() != 2 && path.size() != 3) {
        return Optional.empty();
      }
      String namespace = path.get(0);
      String pod = path.get(1);
      var target = targets.find(namespace, pod, path.stream().skip(2).findFirst());
      return Optional.of(
          new ForwardUpgrade(
              target,
              limits,
              port ->
                  LOG.info(
                      "port-forward to pod {}/{}, port {}, asked for by {}",
                      namespace,
                      pod,
                      port,
                      caller.user())));
    } catch (IllegalArgumentException e) {
      throw new NoTargetException(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoTargetException(503, "the node ends");
    }
  }
}
