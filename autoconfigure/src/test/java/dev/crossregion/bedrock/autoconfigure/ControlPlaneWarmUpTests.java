package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ControlPlaneWarmUp}.
 */
class ControlPlaneWarmUpTests {

	@Test
	void springBootRunsIt() {
		assertThat(new SpringApplication().getListeners()).hasAtLeastOneElementOfType(ControlPlaneWarmUp.class);
	}

	// What it throws is written at DEBUG alone, so nobody would see that it has no
	// effect.
	@Test
	void itNeedsNeitherARegionNorCredentials() {
		assertThatNoException().isThrownBy(ControlPlaneWarmUp::lookUp);
	}

	@ParameterizedTest
	@CsvSource({ "enabled, true, 2, true", "enabled, false, 2, false", "catalog.source, live, 2, true",
			"catalog.source, live-or-bundled, 2, true", "catalog.source, bundled, 2, false",
			"catalog.source, BUNDLED, 2, false", "catalog.source, live, 1, false" })
	void itRunsWhereALookUpIsMadeAndAProcessorIsFree(String property, String value, int processors, boolean runs) {
		MockEnvironment environment = new MockEnvironment();
		environment.setProperty(CrossRegionProperties.PREFIX + "." + property, value);
		assertThat(ControlPlaneWarmUp.isUseful(environment, processors)).isEqualTo(runs);
	}

	@Test
	void itRunsWithoutProperties() {
		assertThat(ControlPlaneWarmUp.isUseful(new MockEnvironment(), 4)).isTrue();
	}

}
