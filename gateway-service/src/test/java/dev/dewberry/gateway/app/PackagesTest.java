package dev.dewberry.gateway.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dewberry.gateway");

    @Test
    void featuresDependOnEachOtherInOneDirectionOnly() {
        slices().matching("dev.dewberry.gateway.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void socketsKnowNothingOfWhatIsSaidOnThem() {
        noClasses()
                .that()
                .resideInAPackage("..gateway.socket..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..gateway.session..", "..gateway.command..", "..gateway.delivery..", "..gateway.rest..")
                .check(CLASSES);
    }

    @Test
    void nothingHereTalksToADatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.r2dbc..", "org.springframework.data..")
                .check(CLASSES);
    }
}
