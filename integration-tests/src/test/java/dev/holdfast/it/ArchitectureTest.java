package dev.holdfast.it;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.cache.Caches;
import org.junit.jupiter.api.Test;

/** The module map of DESIGN, proved on the classes. */
class ArchitectureTest {
    private static final String ROOT = "dev.holdfast.cache";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final String[] CLIENTS = {
        "io.lettuce..",
        "io.netty..",
        "net.rubyeye..",
        "com.google.code.yanf4j..",
        "com.github.benmanes..",
        "io.github.resilience4j..",
        "tools.jackson..",
        "org.msgpack.."
    };

    @Test
    void api_dependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(ROOT, ROOT + ".spi", ROOT + ".observe", ROOT + ".codec")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "org.jspecify.annotations",
                        ROOT,
                        ROOT + ".spi",
                        ROOT + ".observe",
                        ROOT + ".codec")
                .check(CLASSES);
    }

    @Test
    void root_dependsOnNoSubPackage_exceptThroughItsOneDoor() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .and(are(DescribedPredicate.not(JavaClass.Predicates.belongToAnyOf(Caches.class))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".*..")
                .check(CLASSES);
    }

    @Test
    void subPackagesAndModules_haveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void drivers_knowNothingOfEachOther() {
        slices().matching(ROOT + ".(local|redis|memcached|fallback|recipes)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void decorators_dependOnTheApiAndTheirLibraryAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".fallback..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "io.github.resilience4j..",
                        ROOT,
                        ROOT + ".spi",
                        ROOT + ".observe",
                        ROOT + ".fallback")
                .check(CLASSES);
    }

    @Test
    void recipes_dependOnTheApiAndTheirLibraryAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".recipes..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify.annotations",
                        "com.github.benmanes.caffeine..",
                        ROOT,
                        ROOT + ".spi",
                        ROOT + ".observe",
                        ROOT + ".codec",
                        ROOT + ".recipes..")
                .check(CLASSES);
    }

    @Test
    void clientTypes_appearInNoPublicSignature() {
        methods()
                .that()
                .arePublic()
                .or()
                .areProtected()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages(ROOT + ".codec.jackson..")
                .should(new NotNameClientTypes(CLIENTS))
                .check(CLASSES);
    }

    @Test
    void publicClasses_areFinalOrMeantForInheritance() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    @Test
    void nobody_sleepsOrReadsTheWallClockByHand() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void nobody_keepsMutableStaticState() {
        fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage(ROOT + ".tck..")
                .and()
                .areDeclaredInClassesThat()
                .doNotHaveSimpleName("SharedResources") // one client's threads for all caches of a JVM, and their count
                .should()
                .beFinal()
                .check(CLASSES);
    }

    @Test
    void nullness_isSaidWithJSpecifyAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.annotation..", "org.jetbrains.annotations..", "jakarta.annotation..")
                .check(CLASSES);
    }

    private static final class NotNameClientTypes extends com.tngtech.archunit.lang.ArchCondition<JavaMethod> {
        private final DescribedPredicate<JavaClass> clients;

        NotNameClientTypes(String[] clients) {
            super("not name types of the clients");
            this.clients = JavaClass.Predicates.resideInAnyPackage(clients);
        }

        @Override
        public void check(JavaMethod method, com.tngtech.archunit.lang.ConditionEvents events) {
            method.getAllInvolvedRawTypes().stream()
                    .filter(clients)
                    .forEach(type -> events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                            method, method.getFullName() + " names " + type.getName())));
        }
    }
}
