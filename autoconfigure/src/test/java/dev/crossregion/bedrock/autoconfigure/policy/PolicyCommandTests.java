package dev.crossregion.bedrock.autoconfigure.policy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PolicyCommandTests {

	private static final String DECLARATION = """
			spring.main.web-application-type: servlet
			bedrock:
			  cross-region:
			    source-region: eu-central-1
			    geography: eu
			    residency.allow: EU
			    chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
			""";

	@TempDir
	Path folder;

	@Test
	void printsTheIamPolicyAndNothingElse(CapturedOutput output) throws Exception {
		assertThat(run(DECLARATION, "iam")).isZero();
		assertThat(output.getOut().strip()).startsWith("{")
			.endsWith("}")
			.contains("\"Version\": \"2012-10-17\"", "bedrock:InvokeModelWithResponseStream",
					"inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock:ListInferenceProfiles");
		assertThat(output.getErr()).isEmpty();
	}

	@Test
	void printsServiceControlPolicies(CapturedOutput output) throws Exception {
		assertThat(run(DECLARATION, "scp-by-destination")).isZero();
		assertThat(output.getOut()).contains("\"Effect\": \"Deny\"", "eu-south-2").doesNotContain("us-east-1");
		assertThat(run(DECLARATION, "scp-by-profile-prefix")).isZero();
		assertThat(output.getOut()).contains("arn:aws:bedrock:eu-central-1:*:inference-profile/eu.*");
	}

	@Test
	void explainsADeclarationThatCannotBeMet(CapturedOutput output) throws Exception {
		assertThat(run(DECLARATION.replace("allow: EU", "allow: DE"), "iam")).isEqualTo(1);
		assertThat(output.getOut()).contains("APPLICATION FAILED TO START", "eu-west-3 (FR)")
			.doesNotContain("2012-10-17", "\tat ");
	}

	@Test
	void namesTheKindsOfPolicies(CapturedOutput output) throws Exception {
		assertThat(run(DECLARATION, "rcp")).isEqualTo(2);
		assertThat(run(DECLARATION)).isEqualTo(2);
		assertThat(output.getErr()).contains("iam, scp-by-destination, scp-by-profile-prefix", "'rcp'");
		assertThat(output.getOut()).isEmpty();
	}

	private int run(String declaration, String... args) throws Exception {
		Path file = this.folder.resolve("application.yml");
		Files.writeString(file, declaration);
		return PolicyCommand.run(Stream.concat(Stream.of(args), Stream.of("--spring.config.location=" + file.toUri()))
			.toArray(String[]::new));
	}

}
