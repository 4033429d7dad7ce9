package dev.fnk.local.ecs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.aws.Page;
import dev.fnk.local.ecs.model.EcsRequests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagingTest {
  @Test
  void pagesCoverEverythingOnce() {
    List<String> all = List.of("a", "b", "c", "d", "e");
    List<String> seen = new ArrayList<>();
    Page<String> page = Paging.page(all, EcsRequests.json("{'maxResults':2}"), 100);
    seen.addAll(page.items());
    while (page.nextToken().isPresent()) {
      page =
          Paging.page(
              all,
              EcsRequests.json(
                  "{'maxResults':2,'nextToken':'" + page.nextToken().orElseThrow() + "'}"),
              100);
      seen.addAll(page.items());
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void aPageGoesOnWhenItsLastElementIsGone() {
    String token =
        Paging.page(List.of("a", "b", "c"), EcsRequests.json("{'maxResults':2}"), 100)
            .nextToken()
            .orElseThrow();
    assertThat(
            Paging.page(List.of("a", "c"), EcsRequests.json("{'nextToken':'" + token + "'}"), 100)
                .items())
        .containsExactly("c");
  }
}
