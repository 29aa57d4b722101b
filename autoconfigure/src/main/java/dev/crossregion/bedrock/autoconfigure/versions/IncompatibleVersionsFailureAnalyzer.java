package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link IncompatibleVersionsException}.
 */
final class IncompatibleVersionsFailureAnalyzer extends AbstractFailureAnalyzer<IncompatibleVersionsException> {

	private static final String IMPORT = """
			    <dependencyManagement>
			        <dependencies>
			            <dependency>
			                <groupId>dev.crossregion</groupId>
			                <artifactId>bedrock-cross-region-bom</artifactId>
			                <version>%s</version>
			                <type>pom</type>
			                <scope>import</scope>
			            </dependency>
			        </dependencies>
			    </dependencyManagement>
			""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, IncompatibleVersionsException cause) {
		String versions = cause.getVersions()
			.entrySet()
			.stream()
			.map((artifact) -> "\n    " + artifact.getKey() + " " + artifact.getValue())
			.collect(Collectors.joining());
		String group = cause.getVersions().firstKey().split(":")[0];
		return new FailureAnalysis(
				"Versions on the class path do not work together:\n" + versions + "\n\n" + cause.getReason()
						+ ". Calls would fail with a NoSuchMethodError or a NoClassDefFoundError.",
				"Import the versions that agree. With Maven, before all other imports that manage " + group + ":\n\n"
						+ IMPORT.formatted(cause.getStarterVersion()) + "\nWith Gradle:\n\n"
						+ "    implementation(platform(\"dev.crossregion:bedrock-cross-region-bom:"
						+ cause.getStarterVersion() + "\"))\n\n"
						+ "A version that the build itself gives to one of these artifacts wins over the import: remove "
						+ "it. 'mvn dependency:tree -Dincludes=" + group + "' shows what brings each of them.",
				cause);
	}

}
