package dev.crossregion.bedrock.autoconfigure.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the command in a process of its own, as it sets the level of all loggers.
 */
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
	void printsTheIamPolicyAndNothingElse() throws Exception {
		Result result = run(DECLARATION, "iam");
		assertThat(result.status()).isZero();
		assertThat(result.output().strip()).startsWith("{")
			.endsWith("}")
			.contains("\"Version\": \"2012-10-17\"", "bedrock:InvokeModelWithResponseStream",
					"inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock:ListInferenceProfiles");
		assertThat(result.error()).isEmpty();
	}

	@Test
	void whatOnlyTheControlPlaneKnowsDoesNotStopTheCommand() throws Exception {
		Result result = run(DECLARATION + "    residency.retention: none\n    catalog.source: live\n"
				+ "    catalog.max-age: 24h\n", "iam");
		assertThat(result.status()).as(result.output()).isZero();
		assertThat(result.output()).contains("\"bedrock:GetAccountDataRetention\"");
	}

	@Test
	void printsServiceControlPolicies() throws Exception {
		assertThat(run(DECLARATION, "scp-by-destination").output()).contains("\"Effect\": \"Deny\"", "eu-south-2")
			.doesNotContain("us-east-1");
		assertThat(run(DECLARATION, "scp-by-profile-prefix").output())
			.contains("arn:aws:bedrock:eu-central-1:*:inference-profile/eu.*");
	}

	@Test
	void explainsADeclarationThatCannotBeMet() throws Exception {
		Result result = run(DECLARATION.replace("allow: EU", "allow: DE"), "iam");
		assertThat(result.status()).isEqualTo(1);
		assertThat(result.output()).contains("APPLICATION FAILED TO START", "eu-west-3 (FR)")
			.doesNotContain("2012-10-17", "\tat ");
	}

	@Test
	void makesTheChecksOfTheStartOnWhatIsWritten() throws Exception {
		for (String limit : new String[] { "residency: \"\"", "residency.allow: \"\"", "routing.deadline: 20" }) {
			Result result = run(DECLARATION.replace("residency.allow: EU", limit), "iam");
			assertThat(result.status()).as(limit).isEqualTo(1);
			assertThat(result.output()).contains("APPLICATION FAILED TO START").doesNotContain("2012-10-17");
		}
	}

	@Test
	void namesTheKindsOfPolicies() throws Exception {
		Result other = run(DECLARATION, "rcp");
		assertThat(other.status()).isEqualTo(2);
		assertThat(other.error()).contains("iam, scp-by-destination, scp-by-profile-prefix", "'rcp'");
		assertThat(other.output()).isEmpty();
		assertThat(run(DECLARATION).status()).isEqualTo(2);
	}

	private Result run(String declaration, String... args) throws IOException, InterruptedException {
		Path file = this.folder.resolve("application.yml");
		Files.writeString(file, declaration);
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), PolicyCommand.class.getName()));
		command.addAll(List.of(args));
		command.add("--spring.config.location=" + file.toUri());
		Path output = this.folder.resolve("output.txt");
		Path error = this.folder.resolve("error.txt");
		Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
			.redirectError(error.toFile())
			.start();
		try {
			assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return new Result(process.exitValue(), Files.readString(output), Files.readString(error));
	}

	private record Result(int status, String output, String error) {
	}

}
