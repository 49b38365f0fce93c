package dev.deepreasoning;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.deepreasoning.catalog.SimulatedUpstreams;
import dev.deepreasoning.catalog.Upstreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The borders between the packages, each with its reason.
///
/// A rule may be empty while its package does not exist yet.
class ArchitectureTest {
    private static final String BASE = "dev.deepreasoning";
    private static final String[] LANGUAGE = {"java..", "javax.crypto..", "org.jspecify.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void findsTheClasses() {
        assertFalse(CLASSES.isEmpty(), "no production class was found: every rule here would pass unseen");
    }

    @Test
    void randomnessIsNotKeptInAStaticField() {
        check(fields().that()
                .haveRawType(assignableTo(Random.class))
                .should()
                .notBeStatic()
                .because("a native image would hold its seed as it was at build time, and is refused for it"));
    }

    @Test
    void canonicalDependsOnTheLanguageAlone() {
        check(onlyUses("canonical")
                .because("the canonical request and stream are what all others meet in: whatever they depend on,"
                        + " every dialect and every provider would depend on"));
    }

    @Test
    void sseDependsOnTheLanguageAlone() {
        check(onlyUses("sse").because("the format is a public specification and knows neither us nor the framework"));
    }

    @Test
    void catalogUsesCanonicalAndConfigurationOnly() {
        check(onlyUses(
                        "catalog",
                        BASE + ".canonical..",
                        BASE + ".config..",
                        "com.fasterxml.jackson.core..",
                        "io.smallrye.config..",
                        "jakarta.inject..",
                        "jakarta.annotation..",
                        "jakarta.enterprise..",
                        "org.eclipse.microprofile..")
                .because("the catalogue is facts about models and hosts: all but canonical and sse may read it,"
                        + " so it may know none of them"));
    }

    @Test
    void pipelineUsesCanonicalCatalogAndMutinyOnly() {
        check(onlyUses(
                        "pipeline",
                        BASE + ".canonical..",
                        BASE + ".catalog..",
                        "io.smallrye.mutiny..",
                        "io.smallrye.config..",
                        "jakarta.inject..",
                        "jakarta.annotation..",
                        "jakarta.enterprise..",
                        "org.eclipse.microprofile..")
                .because("models, search and dialects reach the pipeline through its ports,"
                        + " and a stage must run in a plain unit test, without HTTP, Vert.x or JSON"));
    }

    @Test
    void noDialectKnowsAnother() {
        check(slices().matching(BASE + ".api.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(resideInAPackage(BASE + ".api.."), resideInAPackage(BASE + ".api.wire.."))
                .because("a dialect is translated to and from the canonical form, never to another dialect;"
                        + " what they share lies in the package api"));
    }

    @Test
    void noProviderKnowsAnother() {
        check(slices().matching(BASE + ".upstream.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a provider can be replaced without reading the others; what they share lies in upstream"));
    }

    @Test
    void sharedCodeKnowsNoDialectAndNoProvider() {
        check(noClasses()
                .that()
                .resideInAnyPackage(BASE + ".api", BASE + ".upstream")
                .should()
                .dependOnClassesThat(resideInAnyPackage(BASE + ".api.*..", BASE + ".upstream.*..")
                        .and(not(resideInAPackage(BASE + ".api.wire"))))
                .because("what all dialects or all providers share can favour none of them"));
    }

    @Test
    void apiReachesUpstreamThroughMeteringOnly() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + ".api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + ".upstream..", BASE + ".pipeline..")
                .because("a call that does not pass admission and metering is a call that nobody pays for"));
    }

    @Test
    void upstreamKnowsNoCaller() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + ".upstream..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        BASE + ".api..",
                        BASE + ".metering..",
                        BASE + ".ledger..",
                        BASE + ".responsestore..",
                        BASE + ".simulator..")
                .because("a provider serves the pipeline's ports, whoever is calling"));
    }

    @Test
    void storesKnowTheCanonicalFormOnly() {
        check(ownDependencies("ledger", "canonical", "config"));
        check(ownDependencies("responsestore", "canonical", "config"));
        check(ownDependencies("telemetry", "canonical", "catalog"));
        check(ownDependencies("auth", "ledger", "canonical", "catalog", "config"));
    }

    @Test
    void configKnowsNoOther() {
        check(ownDependencies("config")
                .because("each package brings its own start check: what gathers them need not know whose they are"));
    }

    @Test
    void simulatorSharesNoDecoder() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + ".simulator..")
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + "..")
                        .and(not(resideInAnyPackage(BASE + ".simulator..", BASE + ".sse..")))
                        .and(not(type(SimulatedUpstreams.class)))
                        .and(not(type(Upstreams.class))))
                .because("a simulator that shares our decoders would prove them right by being wrong in the same way"));
    }

    @Test
    void restClientsArePackagePrivate() {
        check(classes()
                .that()
                .areInterfaces()
                .and()
                .haveSimpleNameEndingWith("Api")
                .should()
                .bePackagePrivate()
                .allowEmptyShould(true)
                .because("a provider is called through its decorator, which carries fault tolerance and failover"));
    }

    @Test
    void wireRecordsAreRegisteredForReflection() {
        check(classes()
                .that()
                .areRecords()
                .and()
                .resideInAPackage(BASE + "..wire..")
                .should()
                .beAnnotatedWith("io.quarkus.runtime.annotations.RegisterForReflection")
                .because("in a native image a record that only our own code reads or writes is unknown to Jackson,"
                        + " and the first request fails"));
    }

    @Test
    void namesSayWhatAClassDoes() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Handler)")
                .because("such a name says nothing: name the thing, or what it decodes, encodes, counts or guards"));
    }

    @Test
    void everyPackageIsNullMarked() {
        TreeSet<String> unmarked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertTrue(
                unmarked.isEmpty(),
                () -> "null is checked only where package-info.java says @NullMarked; missing in " + unmarked);
    }

    /// A package of ours may use itself, the language and what is listed.
    private static ArchRule onlyUses(String owner, String... others) {
        List<String> allowed = new ArrayList<>(List.of(LANGUAGE));
        allowed.add(BASE + "." + owner + "..");
        allowed.addAll(List.of(others));
        return classes()
                .that()
                .resideInAPackage(BASE + "." + owner + "..")
                .should()
                .onlyDependOnClassesThat(describe(
                        "reside in " + allowed,
                        type -> isPrimitive(type)
                                || resideInAnyPackage(allowed.toArray(String[]::new))
                                        .test(type)));
    }

    /// Of our own packages, this one may use itself and those listed; the framework is not restricted.
    private static ArchRule ownDependencies(String owner, String... others) {
        List<String> allowed = new ArrayList<>(List.of(BASE + "." + owner + ".."));
        for (String other : others) {
            allowed.add(BASE + "." + other + "..");
        }
        return noClasses()
                .that()
                .resideInAPackage(BASE + "." + owner + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(BASE + "..")
                        .and(describe(
                                "reside outside " + allowed,
                                type -> !resideInAnyPackage(allowed.toArray(String[]::new))
                                        .test(type))));
    }

    private static boolean isPrimitive(JavaClass type) {
        return type.getBaseComponentType().isPrimitive();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
