package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanDefinitionStoreException;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

class IncompatibleVersionsFailureAnalyzerTests {

	@Test
	void versionsAreListedAndTheImportIsPrinted() {
		FailureAnalysis analysis = new IncompatibleVersionsFailureAnalyzer().analyze(new BeanDefinitionStoreException(
				"Failed",
				new IncompatibleVersionsException(
						Map.of("software.amazon.awssdk:sdk-core", "2.54.3", "software.amazon.awssdk:bedrock", "2.57.8"),
						"sdk-core 2.54.3 may lack what bedrock 2.57.8 calls", "0.1.0")));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("\n    software.amazon.awssdk:bedrock 2.57.8\n"
				+ "    software.amazon.awssdk:sdk-core 2.54.3\n\nsdk-core 2.54.3 may lack what bedrock 2.57.8 calls.");
		assertThat(analysis.getAction()).contains("before all other imports that manage software.amazon.awssdk:")
			.contains("<artifactId>bedrock-cross-region-bom</artifactId>", "<version>0.1.0</version>",
					"<scope>import</scope>")
			.contains("platform(\"dev.crossregion:bedrock-cross-region-bom:0.1.0\")",
					"mvn dependency:tree -Dincludes=software.amazon.awssdk");
	}

}
