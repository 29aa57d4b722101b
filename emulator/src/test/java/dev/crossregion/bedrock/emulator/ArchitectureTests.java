package dev.crossregion.bedrock.emulator;

import java.util.Map;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The structure of the packages of this module.
 */
class ArchitectureTests {

	private static final String BASE = "dev.crossregion.bedrock.emulator";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(BedrockEmulator.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void packagesHaveNoCycles() {
		SlicesRuleDefinition.slices().matching("dev.crossregion.bedrock.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	// The API refers to the internals, never the reverse.
	@Test
	void subPackagesDoNotDependOnTheApi() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(BASE + ".*..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(BASE)
			.check(CLASSES);
	}

	@Test
	void publicMethodsOfTheApiDoNotReturnInternalTypes() {
		ArchRuleDefinition.noMethods()
			.that()
			.arePublic()
			.and()
			.areDeclaredInClassesThat(DescribedPredicate.describe("are API", ArchitectureTests::isApi))
			.should()
			.haveRawReturnType(JavaClass.Predicates.resideInAPackage(BASE + ".*.."))
			.check(CLASSES);
	}

	private static boolean isApi(JavaClass type) {
		return type.getPackageName().equals(BASE) && type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isApi).orElse(true);
	}

	@Test
	void noPackageHoldsMoreThanThirtyTypes() {
		Map<String, Long> types = CLASSES.stream()
			.filter(JavaClass::isTopLevelClass)
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
		assertThat(types).containsKey(BASE)
			.allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(30));
	}

}
