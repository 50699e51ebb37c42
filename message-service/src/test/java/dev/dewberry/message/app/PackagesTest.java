package dev.dewberry.message.app;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackagesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.dewberry.message");

    @Test
    void membershipKnowsNothingOfWhatUsesItAndOnlyTheWiringKnowsAll() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("app")
                .definedBy("..message.app..")
                .layer("alert")
                .definedBy("..message.alert..")
                .layer("command")
                .definedBy("..message.command..")
                .layer("delivery")
                .definedBy("..message.delivery..")
                .layer("membership")
                .definedBy("..message.membership..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("alert")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("command")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("app", "command")
                .check(CLASSES);
    }
}
