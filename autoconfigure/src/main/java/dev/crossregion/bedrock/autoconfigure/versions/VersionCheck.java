package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Fails the start if versions on the class path do not work together, before a call hits
 * a missing class or method. It is a registrar because registrars come before all beans,
 * and it registers nothing. An artifact whose version is not known is passed over.
 */
public final class VersionCheck implements ImportBeanDefinitionRegistrar {

	private static final Logger logger = LoggerFactory.getLogger(VersionCheck.class);

	private static final MinorVersion SPRING_BOOT = new MinorVersion(4, 0);

	private final ClassPathVersions versions;

	VersionCheck(ClassLoader classLoader) {
		this.versions = new ClassPathVersions(classLoader);
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		checkSpringBoot(SpringBootVersion.getVersion());
		String starter = this.versions
			.find("dev.crossregion", "bedrock-cross-region-spring-boot-autoconfigure", VersionCheck.class.getName())
			.orElse("${bedrock-cross-region.version}");
		for (ArtifactFamily family : List.of(ArtifactFamily.AWS_SDK, ArtifactFamily.LANGCHAIN4J)) {
			check(family, family.find((artifact, type) -> this.versions.find(family.groupId(), artifact, type)),
					starter);
		}
	}

	/**
	 * Warn of a Spring Boot that is not supported.
	 * @param version its version, or {@code null} where it is not known
	 */
	static void checkSpringBoot(@Nullable String version) {
		Optional.ofNullable(version)
			.flatMap(MinorVersion::of)
			.filter((found) -> found.isOlderThan(SPRING_BOOT))
			.ifPresent((found) -> logger
				.warn("Spring Boot {} is not supported: the Bedrock cross-Region starter needs {} or later. There is no health "
						+ "component bedrockCrossRegion, the emulator does not run, and nothing else was tested. Update "
						+ "spring-boot-starter-parent, or the import of spring-boot-dependencies", version,
						SPRING_BOOT));
	}

	/**
	 * Reject versions that do not work together, and warn of those that merely differ.
	 * @param family the artifacts
	 * @param versions their versions by name, as far as they are known
	 * @param starter the version of this starter
	 * @throws IncompatibleVersionsException if they do not work together
	 */
	static void check(ArtifactFamily family, SortedMap<String, String> versions, String starter) {
		SortedMap<String, String> artifacts = new TreeMap<>();
		versions.forEach((artifact, version) -> artifacts.put(family.groupId() + ":" + artifact, version));
		family.conflict(versions).ifPresent((reason) -> {
			throw new IncompatibleVersionsException(artifacts, reason, starter);
		});
		if (Set.copyOf(versions.values()).size() > 1) {
			logger.warn("Artifacts that are released and tested together have different versions: {}. Import "
					+ "dev.crossregion:bedrock-cross-region-bom:{} in dependencyManagement, and remove versions "
					+ "that the build itself gives to these artifacts",
					artifacts.entrySet()
						.stream()
						.map((artifact) -> artifact.getKey() + " " + artifact.getValue())
						.collect(Collectors.joining(", ")),
					starter);
		}
	}

}
