package dev.crossregion.bedrock.autoconfigure.missing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models in documents that Spring Boot leaves out.
 */
class InactiveProfileTests {

	private static final String MODEL = "bedrock.cross-region.chat-model.model-id: amazon.nova-lite-v1:0\n";

	private final MockEnvironment environment = new MockEnvironment();

	@TempDir
	private Path directory;

	private Optional<String> find(String file, String yaml) throws IOException {
		Files.writeString(this.directory.resolve(file), yaml);
		return InactiveProfile.find(this.environment, List.of(this.directory.toUri().toString()));
	}

	@Test
	void namesTheProfileOfADocument() throws IOException {
		assertThat(find("application.yml", """
				bedrock.cross-region.geography: eu
				---
				spring.config.activate.on-profile: prod
				""" + MODEL)).get().asString().contains("'prod'", "application.yml", "[default]");
	}

	@Test
	void namesTheProfileOfAFile() throws IOException {
		this.environment.setActiveProfiles("test");
		assertThat(find("application-live.yaml", MODEL)).get()
			.asString()
			.contains("'live'", "application-live.yaml", "[test]");
	}

	@Test
	void filesAreNotLookedForWhereTheApplicationReadsOthers() {
		this.environment.setProperty("spring.config.location", "file:/etc/application/");
		assertThat(InactiveProfile.find(this.environment)).isEmpty();
	}

	@Test
	void activeProfilesAndOtherKeysAreNone() throws IOException {
		this.environment.setActiveProfiles("live");
		assertThat(find("application-live.yml", MODEL)).isEmpty();
		assertThat(find("application-other.yml", "bedrock.cross-region.geography: eu")).isEmpty();
		assertThat(find("application-broken.yml", "bedrock: [")).isEmpty();
		assertThat(find("application.yml", MODEL)).isEmpty();
	}

}
