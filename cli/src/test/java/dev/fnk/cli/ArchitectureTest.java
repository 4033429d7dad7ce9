package dev.fnk.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which part may know which; see docs/architecture.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the classes are read once
final class ArchitectureTest {
  private final JavaClasses fnk =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.fnk");

  @Test
  void theVirtualNodeKnowsNeitherTheCommandLineNorTheLocalLab() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fnk.kubelet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.fnk.cli..", "dev.fnk.local.."));
  }

  @Test
  void theLocalLabKnowsNeitherTheCommandLineNorTheVirtualNode() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fnk.local..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.fnk.cli..", "dev.fnk.kubelet.."));
  }

  @Test
  void theCommandLineUsesTheVirtualNodesPublicFace() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fnk.cli..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.fnk.kubelet..")
                    .and(
                        DescribedPredicate.not(
                            resideInAnyPackage(
                                    "dev.fnk.kubelet.contract",
                                    "dev.fnk.kubelet.eks",
                                    "dev.fnk.kubelet.explain")
                                .or(type(dev.fnk.kubelet.NodeClassPath.class))
                                .or(type(dev.fnk.kubelet.VirtualNode.class))))));
  }

  @Test
  void whatIsAgreedOnKnowsNothingElse() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.fnk.kubelet.contract")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.fnk.kubelet.contract"));
  }

  @Test
  void packagesDependInOneDirection() {
    check(slices().matching("dev.fnk.(**)").should().beFreeOfCycles());
  }

  @Test
  void operationsAndModelOfTheLocalEcsNeedNoEngine() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.fnk.local.ecs.api",
                "dev.fnk.local.ecs.definition",
                "dev.fnk.local.ecs.model..",
                "dev.fnk.local.ecs.protocol")
            .should()
            .dependOnClassesThat()
            // What a container is to be is a value; all else of that package calls the engine.
            .haveNameMatching("dev\\.fnk\\.local\\.engine\\.(?!ContainerSpec).*"));
  }

  @Test
  void onePackageAsksForTheLocalLab() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fnk.cli..")
            .and()
            .resideOutsideOfPackage("dev.fnk.cli.local")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.fnk.local.."));
  }

  @Test
  void thatPackageIsKnownOnlyToTheCommandTree() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.fnk.cli..")
            .and()
            .resideOutsideOfPackage("dev.fnk.cli.local")
            .and()
            .doNotHaveFullyQualifiedName("dev.fnk.cli.command.Fnk")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.fnk.cli.local"));
  }

  @Test
  void whatBuildsTheLabDoesNotAskWhetherItIsLocal() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.fnk.cli.engine..",
                "dev.fnk.cli.inventory..",
                "dev.fnk.cli.stage..",
                "dev.fnk.cli.resource..",
                "dev.fnk.cli.aws..",
                "dev.fnk.cli.kubeconfig..",
                "dev.fnk.cli.image..")
            .should()
            .callMethod(dev.fnk.cli.config.LabConfig.class, "local")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.fnk.cli.world.LocalWorld"));
  }

  @ParameterizedTest
  @MethodSource("dev.fnk.cli.LibraryRules#all")
  void librariesStayWhereTheyAreOfUse(ArchRule rule) {
    check(rule);
  }

  @Test
  void onlyMainExits() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.fnk.cli.Main")
            .and()
            .doNotHaveFullyQualifiedName("dev.fnk.kubelet.Main")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class));
  }

  @Test
  void eventsAndSettingsKnowNothingElse() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.fnk.cli.event..", "dev.fnk.cli.config..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("dev.fnk..")
                    .and(
                        DescribedPredicate.not(
                            resideInAPackage("dev.fnk.cli.event..")
                                .or(resideInAPackage("dev.fnk.cli.config.."))
                                .or(resideInAPackage("dev.fnk.kubelet.contract"))))));
  }

  @Test
  void thePageOfTheSampleDependsOnNothing() {
    check(
        classes()
            .that()
            .haveSimpleName("SamplePage")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "java..", "com.sun.net.httpserver..", "dev.fnk.cli.image.sample.."));
  }

  @Test
  void classesAreFinal() {
    check(
        classes()
            .that()
            .areTopLevelClasses()
            .and(
                DescribedPredicate.not(
                    DescribedPredicate.describe("sealed", ArchitectureTest::isSealed)))
            .and()
            .areNotInterfaces()
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL));
  }

  private static boolean isSealed(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.ABSTRACT);
  }

  private void check(ArchRule rule) {
    rule.check(fnk);
  }
}
