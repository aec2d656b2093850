package uk.inspection.cases;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.AndFullName.Predicates.fullNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;

/** The rooms and what may not be in them. */
class RoomsTest {
    private static final String ROOT = "uk.inspection.cases";
    private static final JavaClasses SERVICE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    /** As in the event store's WallClockTest, which tries it. */
    private static final String WALL_CLOCK =
            "java\\.time\\.\\w+\\.now\\((java\\.time\\.ZoneId)?\\)"
                    + "|java\\.time\\.Clock\\.(system|tickM|tickS)\\w*\\(.*"
                    + "|java\\.lang\\.System\\.currentTimeMillis\\(\\)"
                    + "|java\\.util\\.Date\\.<init>\\(\\)";

    @Test
    void the_domain_knows_the_contract_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".domain..",
                        "uk.inspection.contract..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..",
                        "org.pcollections..")
                .check(SERVICE);
    }

    @Test
    void the_domain_asks_neither_clock_nor_dice() {
        noClasses()
                .that()
                .resideInAPackage("..domain..")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.random.RandomGenerator.class)
                .orShould()
                .accessClassesThat()
                .belongToAnyOf(System.class)
                .check(SERVICE);
    }

    @Test
    void time_comes_from_the_one_clock() {
        noClasses().should().accessTargetWhere(target(fullNameMatching(WALL_CLOCK))).check(SERVICE);
    }

    @Test
    void rest_speaks_neither_sql_nor_kafka() {
        noClasses()
                .that()
                .resideInAPackage("..rest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.apache.kafka..", "org.hibernate..")
                .check(SERVICE);
    }

    @Test
    void read_models_know_no_rules() {
        noClasses()
                .that()
                .resideInAPackage("..projection..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..domain..", "..rest..", "..store..")
                .check(SERVICE);
    }

    @Test
    void the_keys_know_neither_rules_nor_doors_nor_read_models() {
        noClasses()
                .that()
                .resideInAPackage("..keys..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..domain..", "..rest..", "..store..", "..projection..", "jakarta.ws.rs..")
                .check(SERVICE);
    }

    /** Elsewhere there is nothing to open a note with, and so nothing that could keep its text. */
    @Test
    void notes_are_sealed_and_opened_at_the_doors_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..keys..", "..rest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..keys..")
                .check(SERVICE);
    }

    @Test
    void the_store_knows_no_doors() {
        noClasses()
                .that()
                .resideInAPackage("..store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..rest..", "jakarta.ws.rs..")
                .check(SERVICE);
    }

    @Test
    void every_endpoint_has_a_role_or_an_explicit_permit_and_an_operation_id() {
        methods()
                .that()
                .areAnnotatedWith(GET.class)
                .or()
                .areAnnotatedWith(POST.class)
                .should(
                        new ArchCondition<>("carry roles and an operation id") {
                            @Override
                            public void check(JavaMethod method, ConditionEvents events) {
                                boolean guarded =
                                        method.isAnnotatedWith(RolesAllowed.class)
                                                || method.isAnnotatedWith(PermitAll.class)
                                                || method.getOwner()
                                                        .isAnnotatedWith(RolesAllowed.class)
                                                || method.getOwner()
                                                        .isAnnotatedWith(PermitAll.class);
                                boolean named =
                                        method.isAnnotatedWith(Operation.class)
                                                && !method.getAnnotationOfType(Operation.class)
                                                        .operationId()
                                                        .isEmpty();
                                if (!guarded || !named) {
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    method, method.getFullName()));
                                }
                            }
                        })
                .check(SERVICE);
    }
}
