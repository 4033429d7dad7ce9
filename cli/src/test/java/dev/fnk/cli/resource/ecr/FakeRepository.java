package dev.fnk.cli.resource.ecr;

import dev.fnk.cli.aws.FakeAws;
import dev.fnk.cli.resource.LabNames;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.BatchDeleteImageRequest;
import software.amazon.awssdk.services.ecr.model.BatchDeleteImageResponse;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.CreateRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryRequest;
import software.amazon.awssdk.services.ecr.model.DeleteRepositoryResponse;
import software.amazon.awssdk.services.ecr.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.GetLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.ListImagesRequest;
import software.amazon.awssdk.services.ecr.model.ListImagesResponse;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.ecr.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationRequest;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationResponse;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityRequest;
import software.amazon.awssdk.services.ecr.model.PutImageTagMutabilityResponse;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotEmptyException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.Tag;

/** One repository of the lab, whose images each have one tag. */
final class FakeRepository {
  static final LabNames NAMES = new LabNames("eks-lab", "eu-west-1");
  static final String URI = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/eks-lab/sample";

  boolean there;
  String lifecycle = "";
  String lab = "eks-lab";
  String mutability = "IMMUTABLE";
  boolean scanned = true;

  /** When each was pushed, by tag. */
  final Map<String, Instant> images = new TreeMap<>();

  FakeAws in(FakeAws fake) {
    return fake.on(
            EcrClient.class,
            "describeRepositories",
            DescribeRepositoriesRequest.class,
            _ -> {
              if (!there) {
                throw FakeAws.error(
                    RepositoryNotFoundException.builder(), "RepositoryNotFoundException", "no");
              }
              return DescribeRepositoriesResponse.builder()
                  .repositories(
                      software.amazon.awssdk.services.ecr.model.Repository.builder()
                          .repositoryArn("arn:aws:ecr:eu-west-1:111122223333:repository/x")
                          .repositoryUri(URI)
                          .imageTagMutability(mutability)
                          .imageScanningConfiguration(s -> s.scanOnPush(scanned))
                          .build())
                  .build();
            })
        .on(
            EcrClient.class,
            "listTagsForResource",
            ListTagsForResourceRequest.class,
            _ ->
                ListTagsForResourceResponse.builder()
                    .tags(Tag.builder().key("fnk.dev/lab").value(lab).build())
                    .build())
        .on(
            EcrClient.class,
            "createRepository",
            CreateRepositoryRequest.class,
            _ -> {
              if (there) {
                throw FakeAws.error(
                    RepositoryAlreadyExistsException.builder(),
                    "RepositoryAlreadyExistsException",
                    "there");
              }
              there = true;
              return CreateRepositoryResponse.builder().build();
            })
        .on(
            EcrClient.class,
            "putImageTagMutability",
            PutImageTagMutabilityRequest.class,
            q -> {
              mutability = q.imageTagMutabilityAsString();
              return PutImageTagMutabilityResponse.builder().build();
            })
        .on(
            EcrClient.class,
            "putImageScanningConfiguration",
            PutImageScanningConfigurationRequest.class,
            q -> {
              scanned = q.imageScanningConfiguration().scanOnPush();
              return PutImageScanningConfigurationResponse.builder().build();
            })
        .on(
            EcrClient.class,
            "getLifecyclePolicy",
            GetLifecyclePolicyRequest.class,
            _ -> {
              if (lifecycle.isEmpty()) {
                throw FakeAws.error(
                    LifecyclePolicyNotFoundException.builder(),
                    "LifecyclePolicyNotFoundException",
                    "none");
              }
              return GetLifecyclePolicyResponse.builder().lifecyclePolicyText(lifecycle).build();
            })
        .on(
            EcrClient.class,
            "putLifecyclePolicy",
            PutLifecyclePolicyRequest.class,
            q -> {
              lifecycle = q.lifecyclePolicyText();
              return PutLifecyclePolicyResponse.builder().build();
            })
        .on(
            EcrClient.class,
            "listImages",
            ListImagesRequest.class,
            _ ->
                ListImagesResponse.builder()
                    .imageIds(
                        images.keySet().stream()
                            .map(t -> ImageIdentifier.builder().imageTag(t).build())
                            .toList())
                    .build())
        .on(
            EcrClient.class,
            "describeImages",
            DescribeImagesRequest.class,
            _ ->
                DescribeImagesResponse.builder()
                    .imageDetails(
                        images.entrySet().stream()
                            .map(
                                i ->
                                    ImageDetail.builder()
                                        .imageTags(List.of(i.getKey()))
                                        .imageDigest("sha256:of-" + i.getKey())
                                        .imagePushedAt(i.getValue())
                                        .build())
                            .toList())
                    .build())
        .on(
            EcrClient.class,
            "batchDeleteImage",
            BatchDeleteImageRequest.class,
            q -> {
              q.imageIds().forEach(i -> images.remove(i.imageTag()));
              return BatchDeleteImageResponse.builder().build();
            })
        .on(EcrClient.class, "deleteRepository", DeleteRepositoryRequest.class, this::delete);
  }

  private Object delete(DeleteRepositoryRequest q) {
    if (!there) {
      throw FakeAws.error(
          RepositoryNotFoundException.builder(), "RepositoryNotFoundException", "no");
    }
    if (!images.isEmpty() && !Boolean.TRUE.equals(q.force())) {
      throw FakeAws.error(
          RepositoryNotEmptyException.builder(), "RepositoryNotEmptyException", "not empty");
    }
    there = false;
    return DeleteRepositoryResponse.builder().build();
  }
}
