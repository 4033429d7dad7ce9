package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.ExecOptions;
import dev.fnk.kubelet.stream.ExecSlots;
import dev.fnk.kubelet.stream.ExecTarget;
import dev.fnk.kubelet.stream.ExecTargets;
import dev.fnk.kubelet.stream.ExecUpgrade;
import dev.fnk.kubelet.stream.NoTargetException;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /exec/NAMESPACE/POD/CONTAINER} and {@code /attach/NAMESPACE/POD/CONTAINER}. */
final class StreamUpgrades implements Upgrades {
  private static final Logger LOG = LoggerFactory.getLogger(StreamUpgrades.class);

  private final ExecTargets targets;
  private final ExecSlots slots;

  StreamUpgrades(ExecTargets targets, ExecLimits limits) {
    this.targets = targets;
    this.slots = new ExecSlots(limits);
  }

  @Override
  public Optional<ChannelHandler> handler(KubeletApi.Request request, Caller caller)
      throws NoTargetException {
    if (!request.path().startsWith("/exec/") && !request.path().startsWith("/attach/")) {
      return Optional.empty();
    }
    try {
      var decoder = new QueryStringDecoder(request.uri());
      List<String> path = List.of(decoder.path().substring(1).split("/", -1));
      if (path.size() != 4) {
        return Optional.empty();
      }
      String what = path.getFirst();
      ExecOptions options =
          what.equals("exec")
              ? ExecOptions.exec(decoder.parameters())
              : ExecOptions.attach(decoder.parameters());
      var streams = targets.find(path.get(1), path.get(2), path.get(3));
      LOG.info(
          "{} into pod {}/{}, container {}, asked for by {}",
          what,
          path.get(1),
          path.get(2),
          path.get(3),
          caller.user());
      var target = new ExecTarget(streams, path.get(1) + "/" + path.get(2), path.get(3));
      return Optional.of(new ExecUpgrade(target, options, slots));
    } catch (IllegalArgumentException e) {
      throw new NoTargetException(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoTargetException(503, "the node ends");
    }
  }
}
