package dev.crossregion.bedrock.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

class ControlPlanePreinitializerTests {

	@Test
	void springBootRunsItInTheBackground() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(BackgroundPreinitializer.class))
			.hasAtLeastOneElementOfType(ControlPlanePreinitializer.class);
	}

	// Spring Boot swallows what it throws, so nobody would see that it has no effect.
	@Test
	void itNeedsNeitherARegionNorCredentials() {
		assertThatNoException().isThrownBy(() -> new ControlPlanePreinitializer().preinitialize());
	}

}
