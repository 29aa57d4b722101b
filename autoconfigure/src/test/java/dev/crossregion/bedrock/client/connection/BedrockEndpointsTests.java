package dev.crossregion.bedrock.client.connection;

import java.util.Map;

import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BedrockEndpoints}.
 */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class BedrockEndpointsTests {

	private final BedrockEndpoints endpoints = new BedrockEndpoints(null, Map.of(), true);

	@ParameterizedTest
	@CsvSource({ "eu-central-1, servicequotas.eu-central-1.amazonaws.com",
			"us-gov-west-1, servicequotas.us-gov-west-1.amazonaws.com",
			"cn-north-1, servicequotas.cn-north-1.amazonaws.com.cn",
			"eusc-de-east-1, servicequotas.eusc-de-east-1.amazonaws.eu",
			"us-iso-east-1, servicequotas.us-iso-east-1.c2s.ic.gov", "xx-new-1, servicequotas.xx-new-1.amazonaws.com" })
	void serviceQuotasOfASourceRegionIsInItsPartition(String region, String host) {
		assertThat(this.endpoints.serviceQuotas(new RegionCode(region)).uri()).hasScheme("https").hasHost(host);
		assertThat(this.endpoints.serviceQuotas()).isEmpty();
	}

	@Test
	void variantsHoldForServiceQuotasToo() {
		RegionCode region = new RegionCode("us-east-1");
		System.setProperty("aws.useFipsEndpoint", "true");
		try {
			assertThat(this.endpoints.serviceQuotas(region).uri())
				.hasHost("servicequotas-fips.us-east-1.amazonaws.com");
		}
		finally {
			System.clearProperty("aws.useFipsEndpoint");
		}
		System.setProperty("aws.useDualstackEndpoint", "true");
		try {
			assertThat(this.endpoints.serviceQuotas(region).uri()).hasHost("servicequotas.us-east-1.api.aws");
		}
		finally {
			System.clearProperty("aws.useDualstackEndpoint");
		}
	}

}
