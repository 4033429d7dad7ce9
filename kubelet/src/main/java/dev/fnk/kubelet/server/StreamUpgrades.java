package dev.fnk.kubelet.server;

import dev.fnk.kubelet.stream.ExecLimits;
import dev.fnk.kubelet.stream.ExecOptions;
import dev.fnk.kubelet.stream.ExecSlots;
import dev.fnk.kubelet.stream.ExecTarget;
import dev.fnk.kubelet.stream.ExecTargets;
import dev.fnk.kubelet.stream.ExecUpgrade;
import dev.fnk.kubelet.stream.NoTargetException;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands in containers, and what containers themselves run. */
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
    try {
      RequestUri uri = RequestUri.of(request.uri());
      Optional<StreamPath> path = StreamPath.of(request.method(), uri);
      return path.isEmpty() || path.get().container().isEmpty()
          ? Optional.empty()
          : Optional.of(handler(path.get(), uri.query(), caller));
    } catch (IllegalArgumentException | BadRequestException e) {
      throw new NoTargetException(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoTargetException(503, "the node ends");
    }
  }

  private ChannelHandler handler(StreamPath path, Map<String, List<String>> query, Caller caller)
      throws NoTargetException, InterruptedException {
    ExecOptions options =
        path.what().equals("exec") ? ExecOptions.exec(query) : ExecOptions.attach(query);
    var streams = targets.find(path.namespace(), path.pod(), path.uid(), path.container());
    LOG.info(
        "{} into pod {}/{}, container {}, asked for by {}",
        path.what(),
        path.namespace(),
        path.pod(),
        path.container(),
        caller.user());
    var target = new ExecTarget(streams, path.namespace() + "/" + path.pod(), path.container());
    return new ExecUpgrade(target, options, slots);
  }
}
