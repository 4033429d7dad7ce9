package dev.fnk.cli.aws;

import dev.fnk.kubelet.contract.TagKeys;
import java.util.List;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.ResourceTagMapping;
import software.amazon.awssdk.services.resourcegroupstaggingapi.model.TagFilter;

/** What the Resource Groups Tagging API lists of a lab; it knows no IAM roles. */
public final class Tagged {
  private Tagged() {}

  /** ARNs of all that carries the lab's tag. */
  public static List<String> with(AwsClients aws, String lab) {
    var filter = TagFilter.builder().key(TagKeys.LAB).values(lab).build();
    return aws
        .tagging()
        .getResourcesPaginator(r -> r.tagFilters(filter))
        .resourceTagMappingList()
        .stream()
        .map(ResourceTagMapping::resourceARN)
        .sorted()
        .toList();
  }
}
