package dev.dewberry.presence.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dewberry.presence");

    @Test
    void theBoardKnowsOnlyTheProtocol() {
        classes()
                .that()
                .resideInAPackage("..presence.board")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..presence.board", "dev.dewberry.protocol..", "java..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void featuresDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.dewberry.presence.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void nothingDependsOnTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..presence.app")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..presence.app")
                .check(MAIN);
    }

    @Test
    void redisIsSpokenToByAdaptersOnly() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Redis")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(MAIN);
    }

    @Test
    void nothingBlocks() {
        noClasses().should().callMethod(Mono.class, "block").check(MAIN);
        noClasses().should().callMethod(Flux.class, "blockLast").check(MAIN);
        noClasses().should().callMethod(Flux.class, "blockFirst").check(MAIN);
    }
}
