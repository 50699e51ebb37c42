package dev.dewberry.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.dewberry.auth.web.Caller;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What may know what.
class PackagesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.dewberry.auth");

    /// Handlers that everybody may call.
    private static final Set<String> OPEN = Set.of("register", "login", "refresh");

    @Test
    void knowNoCycles() {
        slices().matching("dev.dewberry.auth.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void leaveTheWiringToApp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.dewberry.auth.app..")
                .check(CLASSES);
    }

    @Test
    void keepTheDatabaseBehindStores() {
        noClasses()
                .that(new DescribedPredicate<JavaClass>("are controllers") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.isAnnotatedWith(RestController.class);
                    }
                })
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.r2dbc..", "org.springframework.r2dbc..")
                .check(CLASSES);
    }

    @Test
    void takeTheTimeFromTheClock() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void letNobodyReachAHandlerUnasked() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith(RestController.class)
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.dewberry.auth.inner..")
                .should(takeACaller())
                .check(CLASSES);
    }

    @Test
    void nameThingsByWhatTheyAre() {
        classes()
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .check(CLASSES);
    }

    private static ArchCondition<JavaMethod> takeACaller() {
        return new ArchCondition<>("take a Caller, so that only such a caller gets there") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean handler = AnnotatedElementUtils.hasAnnotation(method.reflect(), RequestMapping.class);
                boolean takes =
                        method.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(Caller.class));
                if (handler && !takes && !OPEN.contains(method.getName())) {
                    events.add(SimpleConditionEvent.violated(method, method.getFullName() + " takes no Caller"));
                }
            }
        };
    }
}
