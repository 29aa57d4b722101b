package dev.crossregion.bedrock;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.crossregion.bedrock.plan.RoutePlan;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which package may know which, as docs/decisions.md explains.
 */
class ArchitectureTests {

	private static final String BASE = "dev.crossregion.bedrock";

	// The classes of this module alone: the emulator's live in the same base package.
	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(RoutePlan.class.getProtectionDomain().getCodeSource().getLocation());

	@ParameterizedTest
	@CsvSource({ "profile, ''", "residency, profile", "quota, ''", "plan, profile residency quota",
			"routing, profile residency quota plan", "price, profile residency quota plan",
			"policy, profile residency plan" })
	void thePureCoreKnowsTheJdkAndWhatLiesBelow(String name, String below) {
		String[] allowed = Stream
			.concat(Stream.of("java..", "org.jspecify.annotations", BASE + "." + name),
					Stream.of(below.split(" ")).map((other) -> BASE + "." + other))
			.toArray(String[]::new);
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(BASE + "." + name + "..")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(allowed)
			.allowEmptyShould(!isThere(name))
			.check(CLASSES);
	}

	// The routing clients serve every user of the SDK, whatever framework it has.
	@ParameterizedTest
	@ValueSource(strings = { "catalog", "client" })
	void clientAndCatalogKnowTheSdkAndNeitherSpringNorLangChain4j(String name) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(BASE + "." + name + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "dev.langchain4j..", BASE + ".autoconfigure..")
			.check(CLASSES);
	}

	// An application without LangChain4j, or without Spring AI, loads everything else.
	@ParameterizedTest
	@CsvSource({ "langchain4j, dev.langchain4j..", "springai, org.springframework.ai..", "springai, reactor.." })
	void aLibraryWithModelsIsKnownToItsAutoConfigurationAlone(String name, String library) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BASE + ".autoconfigure." + name + "..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(CLASSES);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BASE + ".autoconfigure." + name + "..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(BASE + ".autoconfigure." + name + "..")
			.check(CLASSES);
	}

	// A plan is made before the first call and knows nothing of calls. What a failure
	// means is decided without knowing which client had it.
	@Test
	void plansAndFailuresKnowNothingOfCalls() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(BASE + ".client.failure", BASE + ".client.connection")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(BASE + ".client", BASE + ".catalog")
			.check(CLASSES);
	}

	// Spring Cloud Function takes every bean of a functional type for a function of the
	// application.
	@Test
	void noBeanHasAFunctionalType() {
		ArchRuleDefinition.noMethods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.haveRawReturnType(DescribedPredicate.describe("a functional type",
					(type) -> type.isAssignableTo(Supplier.class) || type.isAssignableTo(Function.class)
							|| type.isAssignableTo(Consumer.class)))
			.check(CLASSES);
	}

	// Readers find their way in a package of some thirty files at most.
	@Test
	void noPackageHoldsMoreThanThirtyFiles() {
		Map<String, Long> files = CLASSES.stream()
			.filter(JavaClass::isTopLevelClass)
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
		assertThat(files).isNotEmpty().allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(30));
	}

	// Both are optional: a class that needs them cannot be loaded without them.
	@Test
	void bucket4jAndRedisAreKnownToSharedQuotasAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BASE + ".shared..")
			.and()
			.haveNameNotMatching(".*\\.SharedQuotasAutoConfiguration(\\$.*)?")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.github.bucket4j..", "io.lettuce..", "org.springframework.data..")
			.check(CLASSES);
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(BASE + ".shared..", BASE + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(BASE + ".shared..")
			.check(CLASSES);
	}

	@Test
	void nothingKnowsTheAutoConfiguration() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BASE + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(BASE + ".autoconfigure..")
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void autoConfigurationsArePublicAndFinalAndOfferNothing() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.allowEmptyShould(true)
			.check(CLASSES);
		ArchRuleDefinition.noMethods()
			.that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.allowEmptyShould(true)
			.check(CLASSES);
		ArchRuleDefinition.noMethods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.bePublic()
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() throws ClassNotFoundException {
		Set<String> packages = new TreeSet<>();
		CLASSES.stream().map(JavaClass::getPackageName).forEach(packages::add);
		assertThat(packages).contains(BASE + ".profile", BASE + ".residency", BASE + ".routing", BASE + ".quota");
		for (String name : packages) {
			assertThat(Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class)).as(name).isTrue();
		}
	}

	private static boolean isThere(String name) {
		return CLASSES.stream().anyMatch((type) -> type.getPackageName().startsWith(BASE + "." + name));
	}

}
