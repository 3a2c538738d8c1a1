package io.rowrun.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds the layers between modules and packages that CONTRIBUTING.md tells of. */
class ArchitectureTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.rowrun");

  private static final JavaClasses OURS =
      ALL.that(
          com.tngtech.archunit.base.DescribedPredicate.not(
              com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                  "io.rowrun.proto..", "io.rowrun.calcite.sql.parser..")));

  @Test
  void modulesKnowOnlyThoseBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("proto")
        .definedBy("io.rowrun.proto..")
        .layer("executor")
        .definedBy("io.rowrun.executor..")
        .layer("calcite")
        .definedBy("io.rowrun.calcite..")
        .layer("jdbc")
        .definedBy("io.rowrun.jdbc..")
        .layer("server")
        .definedBy("io.rowrun.server..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("jdbc")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("calcite")
        .mayOnlyBeAccessedByLayers("jdbc", "server")
        .whereLayer("executor")
        .mayOnlyBeAccessedByLayers("jdbc", "server")
        .check(ALL);
  }

  @Test
  void packagesOfTheExecutorKnowOnlyThoseBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("job")
        .definedBy("io.rowrun.executor.job..")
        .layer("store")
        .definedBy("io.rowrun.executor.store..")
        .layer("logs")
        .definedBy("io.rowrun.executor.logs..")
        .layer("resource")
        .definedBy("io.rowrun.executor.resource..")
        .layer("files")
        .definedBy("io.rowrun.executor.files..")
        .layer("environment")
        .definedBy("io.rowrun.executor.environment..")
        .layer("launcher")
        .definedBy("io.rowrun.executor.launcher..")
        .layer("queue")
        .definedBy("io.rowrun.executor.queue..")
        .layer("service")
        .definedBy("io.rowrun.executor.service..")
        .layer("root")
        .definedBy("io.rowrun.executor")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("service")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("queue")
        .mayOnlyBeAccessedByLayers("service", "root")
        .whereLayer("store")
        .mayOnlyBeAccessedByLayers("queue", "service", "root")
        .whereLayer("logs")
        .mayOnlyBeAccessedByLayers("queue", "service", "root")
        .whereLayer("resource")
        .mayOnlyBeAccessedByLayers("files", "environment", "launcher", "queue", "service", "root")
        .whereLayer("files")
        .mayOnlyBeAccessedByLayers("queue", "service", "root")
        .whereLayer("environment")
        .mayOnlyBeAccessedByLayers("launcher", "queue", "service", "root")
        .whereLayer("launcher")
        .mayOnlyBeAccessedByLayers("queue", "service", "root")
        .check(OURS);
  }

  @Test
  void theDomainOfTheExecutorKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("io.rowrun.executor.job")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "io.rowrun.executor.job")
        .check(OURS);
  }

  @Test
  void packagesOfTheAdapterKnowOnlyThoseBelowThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("provider")
        .definedBy("io.rowrun.calcite.provider..")
        .layer("providers")
        .definedBy("io.rowrun.calcite.datasphere..", "io.rowrun.calcite.aiplatform..")
        .layer("rel")
        .definedBy("io.rowrun.calcite.rel..")
        .layer("sql")
        .definedBy("io.rowrun.calcite.sql..")
        .layer("engine")
        .definedBy("io.rowrun.calcite.engine..")
        .layer("root")
        .definedBy("io.rowrun.calcite")
        .withOptionalLayers(true)
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("engine")
        .mayOnlyBeAccessedByLayers("root")
        .whereLayer("sql")
        .mayOnlyBeAccessedByLayers("engine", "root")
        .whereLayer("rel")
        .mayOnlyBeAccessedByLayers("sql", "engine", "root")
        .whereLayer("providers")
        .mayOnlyBeAccessedByLayers("rel", "sql", "engine", "root")
        .check(OURS);
  }

  @Test
  void transportsOfTheServerKnowOnlyWhatTheyShare() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("http")
        .definedBy("io.rowrun.server.http..")
        .layer("transports")
        .definedBy("io.rowrun.server.grpc..", "io.rowrun.server.link..", "io.rowrun.server.rest..")
        .layer("root")
        .definedBy("io.rowrun.server")
        .whereLayer("root")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("transports")
        .mayOnlyBeAccessedByLayers("root")
        .check(OURS);
  }

  @Test
  void noPackagesNeedEachOther() {
    slices().matching("io.rowrun.(**)").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void generatedMessagesStayAtTheEdges() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.rowrun.executor.service..",
            "io.rowrun.calcite.provider..",
            "io.rowrun.calcite.config..",
            "io.rowrun.calcite.datasphere..",
            "io.rowrun.calcite.aiplatform..",
            "io.rowrun.server.submit..",
            "io.rowrun.server.http..",
            "io.rowrun.server.rest..",
            "io.rowrun.jdbc.endpoint..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.rowrun.proto..", "com.google.protobuf..")
        .check(OURS);
  }

  @Test
  void theAdapterSpeaksThroughStubsOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.rowrun.calcite..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.rowrun.executor..")
        .check(OURS);
  }
}
