package dev.crossregion.bedrock.autoconfigure.versions;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class VersionCheckTests {

	private static final String CORE = "dev.langchain4j.model.chat.ChatModel";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "1.16.3, 1.16.3, 1.12.2, 'langchain4j-core 1.12.2 may lack what langchain4j 1.16.3 calls'",
			"1.12.2, 1.16.3, 1.15.0, 'langchain4j-core 1.15.0 may lack what langchain4j-bedrock 1.16.3 calls'",
			"1.18.0, 1.16.3, 1.16.3, 'langchain4j-core 1.16.3 may lack what langchain4j 1.18.0 calls'",
			"2.0.0-beta1, 1.16.3, 1.20.0, 'langchain4j-core 1.20.0 may lack what langchain4j 2.0.0-beta1 calls'",
			"1.11.0, 1.11.0, 1.11.0, 'langchain4j 1.11.0 lacks what this starter calls: at least 1.12 is needed'" })
	void incompatibleLangChain4jVersionsAreRejected(String services, String bedrock, String core, String reason) {
		assertThatExceptionOfType(IncompatibleVersionsException.class)
			.isThrownBy(() -> check(ArtifactFamily.LANGCHAIN4J,
					Map.of("langchain4j", services, "langchain4j-bedrock", bedrock, "langchain4j-core", core)))
			.withMessageContaining(reason)
			.withMessageContaining("dev.langchain4j:langchain4j-core " + core);
	}

	@ParameterizedTest
	@CsvSource({ "sdk-core, 2.54.3", "aws-core, 2.56.0", "http-client-spi, 2.54.3", "endpoints-spi, 2.50.2" })
	void baseOfTheAwsSdkOlderThanItsClientsIsRejected(String artifact, String version) {
		assertThatExceptionOfType(IncompatibleVersionsException.class)
			.isThrownBy(() -> check(ArtifactFamily.AWS_SDK, Map.of(artifact, version, "bedrockruntime", "2.57.8")))
			.withMessageContaining("%s %s may lack what bedrockruntime 2.57.8 calls", artifact, version);
	}

	@ParameterizedTest
	@CsvSource({ "2.46.17", "2.21.1", "1.12.0" })
	void awsSdkBelowTheMinimumIsRejectedEvenIfConsistent(String version) {
		assertThatExceptionOfType(IncompatibleVersionsException.class)
			.isThrownBy(() -> check(ArtifactFamily.AWS_SDK, Map.of("sdk-core", version, "bedrockruntime", version)))
			.withMessageContaining("at least 2.50 is needed");
	}

	@Test
	void versionsThatAgreeAreNotMentioned(CapturedOutput output) {
		check(ArtifactFamily.LANGCHAIN4J,
				Map.of("langchain4j", "1.16.3", "langchain4j-bedrock", "1.16.3", "langchain4j-core", "1.16.3"));
		check(ArtifactFamily.LANGCHAIN4J, Map.of("langchain4j-bedrock", "1.19.0", "langchain4j-core", "1.19.0"));
		check(ArtifactFamily.AWS_SDK, Map.of("sdk-core", "2.54.3", "bedrock", "2.54.3", "bedrockruntime", "2.54.3"));
		check(ArtifactFamily.AWS_SDK, Map.of());
		assertThat(output).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1.16.3, 1.16.4", "1.12.2, 1.16.3", "1.16.3, 1.19.0", "1.16.4, 1.16.3" })
	void versionsThatMerelyDifferAreWarnedOf(String services, String core, CapturedOutput output) {
		check(ArtifactFamily.LANGCHAIN4J, Map.of("langchain4j", services, "langchain4j-core", core));
		assertThat(output.getAll()).contains("WARN")
			.contains("dev.langchain4j:langchain4j " + services + ", dev.langchain4j:langchain4j-core " + core)
			.contains("dev.crossregion:bedrock-cross-region-bom:0.1.0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "unspecified", "${revision}", "99999999999.1", "main-SNAPSHOT", "1" })
	void versionThatCannotBeReadIsNoReasonToRefuse(String version) {
		check(ArtifactFamily.LANGCHAIN4J, Map.of("langchain4j-bedrock", version, "langchain4j-core", "1.16.3"));
		check(ArtifactFamily.LANGCHAIN4J, Map.of("langchain4j-bedrock", "1.16.3", "langchain4j-core", version));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.5.7", "3.4.0", "2.7.18", "3.5.8-SNAPSHOT" })
	void unsupportedSpringBootIsNamed(String version, CapturedOutput output) {
		VersionCheck.checkSpringBoot(version);
		assertThat(output.getAll()).contains("WARN")
			.contains("Spring Boot " + version + " is not supported", "needs 4.0 or later", "bedrockCrossRegion");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "4.0.0", "4.1.2", "4.2.0-M1", "5.0.0", "" })
	void otherSpringBootIsNotMentioned(String version, CapturedOutput output) {
		VersionCheck.checkSpringBoot(version);
		assertThat(output).isEmpty();
	}

	@Test
	void versionsOnThisClassPathAreFound() {
		ClassPathVersions versions = new ClassPathVersions(getClass().getClassLoader());
		assertThat(
				ArtifactFamily.LANGCHAIN4J.find((artifact, type) -> versions.find("dev.langchain4j", artifact, type)))
			.hasSize(3);
		assertThat(ArtifactFamily.AWS_SDK
			.find((artifact, type) -> versions.find("software.amazon.awssdk", artifact, type))).hasSize(9);
	}

	@Test
	void startNamesNothingWhereVersionsAgree(CapturedOutput output) {
		Runners.bundled().run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getAll()).doesNotContain("released together", "is not supported");
	}

	@Test
	void jarThatClassesAreLoadedFromDecides() throws IOException {
		Path first = jar("first.jar", CORE, properties("1.12.2"));
		Path second = jar("second.jar", CORE, properties("1.16.3"));
		try (URLClassLoader loader = loader(first, second)) {
			assertThat(core(loader)).hasValue("1.12.2");
		}
		try (URLClassLoader loader = loader(second, first)) {
			assertThat(core(loader)).hasValue("1.16.3");
		}
	}

	@Test
	void jarWithoutVersionIsUnknownWhateverAnotherSays() throws IOException {
		Path repackaged = jar("repackaged.jar", CORE, null);
		Path other = jar("other.jar", CORE, properties("1.12.2"));
		try (URLClassLoader loader = loader(repackaged, other)) {
			assertThat(core(loader)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "groupId=dev.langchain4j\n", "version=\\u00zz\n" })
	void fileWithoutVersionIsUnknown(String content) throws IOException {
		try (URLClassLoader loader = loader(jar("broken.jar", CORE, content))) {
			assertThat(core(loader).orElse("")).isEmpty();
		}
	}

	@Test
	void folderOfClassesIsUnknown() throws IOException {
		Path file = this.folder.resolve("classes with spaces").resolve(CORE.replace('.', '/') + ".class");
		Files.createDirectories(file.getParent());
		Files.write(file, new byte[0]);
		try (URLClassLoader loader = loader(this.folder.resolve("classes with spaces"))) {
			assertThat(core(loader)).isEmpty();
		}
	}

	@Test
	void classThatIsNotThereHasNoVersion() throws IOException {
		try (URLClassLoader loader = loader(jar("other.jar", ChatModel.class.getName() + "s", properties("1.12.2")))) {
			assertThat(core(loader)).isEmpty();
		}
	}

	private static Optional<String> core(ClassLoader loader) {
		return new ClassPathVersions(loader).find("dev.langchain4j", "langchain4j-core", CORE);
	}

	private static void check(ArtifactFamily family, Map<String, String> versions) {
		VersionCheck.check(family, new TreeMap<>(versions), "0.1.0");
	}

	private static String properties(String version) {
		return "groupId=dev.langchain4j\nartifactId=langchain4j-core\nversion=" + version + "\n";
	}

	private static URLClassLoader loader(Path... entries) throws IOException {
		URL[] urls = new URL[entries.length];
		for (int index = 0; index < entries.length; index++) {
			urls[index] = entries[index].toUri().toURL();
		}
		return new URLClassLoader(urls, null);
	}

	private Path jar(String name, String type, String properties) throws IOException {
		Path file = this.folder.resolve(name);
		try (OutputStream out = Files.newOutputStream(file); JarOutputStream jar = new JarOutputStream(out)) {
			jar.putNextEntry(new JarEntry(type.replace('.', '/') + ".class"));
			jar.closeEntry();
			if (properties != null) {
				jar.putNextEntry(new JarEntry("META-INF/maven/dev.langchain4j/langchain4j-core/pom.properties"));
				jar.write(properties.getBytes(StandardCharsets.UTF_8));
				jar.closeEntry();
			}
		}
		return file;
	}

}
