package dev.fnk.local.ecs.model.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fnk.local.aws.AwsError;
import dev.fnk.local.ecs.model.EcsRequests;
import dev.fnk.local.ecs.protocol.Tags;
import dev.fnk.local.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterStoreTest {
  private final ClusterStore store = new ClusterStore();

  @Test
  void aClusterIsFoundByNameAndByArn() {
    Cluster cluster = EcsRequests.cluster("lab");
    store.put(cluster);
    assertThat(store.find("lab")).contains(cluster);
    assertThat(store.find(cluster.arn())).contains(cluster);
    assertThat(store.find("other")).isEmpty();
    assertThat(store.of(EcsRequests.json("{'cluster':'lab'}"))).isEqualTo(cluster);
  }

  @Test
  void aRequestThatNamesNoneMeansTheDefault() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> store.of(EcsRequests.json("{}")))
        .matches(error -> error.code().equals("ClusterNotFoundException"));
    Cluster cluster = EcsRequests.cluster("default");
    store.put(cluster);
    assertThat(store.of(EcsRequests.json("{}"))).isEqualTo(cluster);
  }

  @Test
  void aDeletedClusterIsDescribedButNotUsed() {
    Cluster cluster = EcsRequests.cluster("lab");
    store.put(cluster);
    store.put(EcsRequests.cluster("other"));
    Cluster deleted = store.update(cluster, Cluster::deleted);
    assertThat(deleted.active()).isFalse();
    assertThat(store.find("lab")).contains(deleted);
    assertThat(store.active()).extracting(Cluster::name).containsExactly("other");
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> store.of(EcsRequests.json("{'cluster':'lab'}")))
        .matches(error -> error.code().equals("ClusterNotFoundException"));
  }

  @Test
  void aClusterThatIsNotThereCannotBeChanged() {
    assertThatExceptionOfType(AwsError.class)
        .isThrownBy(() -> store.update(EcsRequests.cluster("lab"), Cluster::deleted))
        .matches(error -> error.code().equals("ClusterNotFoundException"));
  }

  @Test
  void aChangeKeepsTheRest() {
    Cluster cluster = EcsRequests.cluster("lab");
    Tags tags = new Tags(Map.of("k", "v"));
    Cluster changed =
        cluster
            .withTags(tags)
            .withCapacity(List.of("FARGATE"), Json.array().add("x"))
            .withSettings(Json.array().add("y"));
    assertThat(changed)
        .isEqualTo(
            new Cluster(
                cluster.arn(),
                "lab",
                true,
                Json.array().add("y"),
                List.of("FARGATE"),
                Json.array().add("x"),
                tags));
    assertThat(changed.deleted().tags()).isEqualTo(tags);
  }
}
