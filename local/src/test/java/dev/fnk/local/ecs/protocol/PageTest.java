package dev.fnk.local.ecs.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.local.ecs.model.EcsRequests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void pagesCoverEverythingOnce() {
    List<String> all = List.of("a", "b", "c", "d", "e");
    List<String> seen = new ArrayList<>();
    Page page = Page.of(all, EcsRequests.json("{'maxResults':2}"), 100);
    seen.addAll(page.arns());
    while (page.nextToken().isPresent()) {
      page =
          Page.of(
              all,
              EcsRequests.json(
                  "{'maxResults':2,'nextToken':'" + page.nextToken().orElseThrow() + "'}"),
              100);
      seen.addAll(page.arns());
    }
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void aPageGoesOnWhenItsLastElementIsGone() {
    String token =
        Page.of(List.of("a", "b", "c"), EcsRequests.json("{'maxResults':2}"), 100)
            .nextToken()
            .orElseThrow();
    assertThat(
            Page.of(List.of("a", "c"), EcsRequests.json("{'nextToken':'" + token + "'}"), 100)
                .arns())
        .containsExactly("c");
  }
}
