package dev.crossregion.bedrock.benchmarks.contender;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The setup of all contenders of a round.
 *
 * @param endpoint the emulator
 * @param regions the source Regions, in order of preference; a contender that knows only
 * one takes the first
 * @param maxOutputTokens the maximum length of answers, or {@code null} for that of the
 * model
 * @param readTimeout the read time-out, for hand-tuned clients
 * @param endpoints the endpoints of Regions that do not use the common one
 * @since 0.1.0
 */
public record Setup(URI endpoint, List<String> regions, @Nullable Integer maxOutputTokens, Duration readTimeout,
		Map<String, URI> endpoints) {

	/** The model. */
	public static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	/** Its profile in all of {@link #REGIONS}. */
	public static final String PROFILE = "eu." + MODEL;

	/** Three source Regions of the profile. */
	public static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "eu-north-1");

	/**
	 * A setup with all Regions, and a read time-out as long as a model call.
	 * @param endpoint the emulator
	 * @return the setup
	 */
	public static Setup of(URI endpoint) {
		return new Setup(endpoint, REGIONS, 512, Duration.ofMinutes(10), Map.of());
	}

	/**
	 * This setup with other Regions.
	 * @param regions the source Regions
	 * @return the changed setup
	 */
	public Setup regions(List<String> regions) {
		return new Setup(this.endpoint, regions, this.maxOutputTokens, this.readTimeout, this.endpoints);
	}

	/**
	 * This setup with another maximum length of answers.
	 * @param maxOutputTokens the maximum length of answers, or {@code null} for that of
	 * the model
	 * @return the changed setup
	 */
	public Setup maxOutputTokens(@Nullable Integer maxOutputTokens) {
		return new Setup(this.endpoint, this.regions, maxOutputTokens, this.readTimeout, this.endpoints);
	}

	/**
	 * This setup with another read time-out.
	 * @param readTimeout the read time-out
	 * @return the changed setup
	 */
	public Setup readTimeout(Duration readTimeout) {
		return new Setup(this.endpoint, this.regions, this.maxOutputTokens, readTimeout, this.endpoints);
	}

	/**
	 * This setup with separate endpoints for some Regions.
	 * @param endpoints the endpoints by source Region
	 * @return the changed setup
	 */
	public Setup endpoints(Map<String, URI> endpoints) {
		return new Setup(this.endpoint, this.regions, this.maxOutputTokens, this.readTimeout, endpoints);
	}

	URI endpoint(String region) {
		return this.endpoints.getOrDefault(region, this.endpoint);
	}

}
