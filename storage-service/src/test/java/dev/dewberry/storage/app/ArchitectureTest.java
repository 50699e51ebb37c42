package dev.dewberry.storage.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dewberry.storage");

    @Test
    void shouldPlanWithoutInputAndOutput() {
        noClasses()
                .that()
                .resideInAPackage("..storage.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.r2dbc..", "io.lettuce..", "reactor..", "org.springframework..", "..storage.commit..")
                .check(CLASSES);
    }

    @Test
    void shouldNotDependOnWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..storage.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..storage.app..")
                .check(CLASSES);
    }

    @Test
    void shouldNeverBlock() {
        noClasses()
                .should()
                .callMethod(Mono.class, "block")
                .orShould()
                .callMethod(Flux.class, "blockLast")
                .orShould()
                .callMethod(Flux.class, "blockFirst")
                .check(CLASSES);
    }
}
