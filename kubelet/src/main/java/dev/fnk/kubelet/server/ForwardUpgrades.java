package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stream.ForwardLimits;
import dev.fnk.kubelet.stream.ForwardTargets;
import dev.fnk.kubelet.stream.ForwardUpgrade;
import dev.fnk.kubelet.stream.NoTargetException;
import io.netty.channel.ChannelHandler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to the ports of pods. */
final class ForwardUpgrades implements Upgrades {
  private static final Logger LOG = LoggerFactory.getLogger(ForwardUpgrades.class);

  private final ForwardTargets targets;
  private final ForwardLimits limits;

  ForwardUpgrades(ForwardTargets targets, ForwardLimits limits) {
    this.targets = targets;
    this.limits = limits;
  }

  @Override
  public Optional<ChannelHandler> handler(KubeletApi.Request request, Caller caller)
      throws NoTargetException {
    try {
      Optional<StreamPath> path = StreamPath.of(request.method(), RequestUri.of(request.uri()));
      if (path.filter(asked -> asked.what().equals("portForward")).isEmpty()) {
        return Optional.empty();
      }
      String namespace = path.get().namespace();
      String pod = path.get().pod();
      var target = targets.find(namespace, pod, path.get().uid());
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
    } catch (BadRequestException e) {
      throw new NoTargetException(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoTargetException(503, "the node ends");
    }
  }
}
