package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Calls along a profile that never runs in its source Region. What reads the prompt in
 * the source Region all the same needs that Region to be admitted.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SourceOutsideDestinationsWireTests {

	private static final String PROFILE = "arn:aws:bedrock:ca-central-1:123456789012:application-inference-profile/p7aksl2pa6w7";

	private static final Consumer<ConverseRequest.Builder> GUARDED = (request) -> request
		.guardrailConfig((guardrail) -> guardrail.guardrailIdentifier("a1b2c3d4e5f6").guardrailVersion("1"));

	private final BedrockEmulator emulator = BedrockEmulator.builder()
		.applicationProfile(PROFILE, modelArn("us-east-1"), modelArn("us-west-2"))
		.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	private final Route route = Fixtures.route(new RegionCode("ca-central-1"), PROFILE,
			Destinations.of(List.of(new RegionCode("us-east-1"), new RegionCode("us-west-2"))));

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	@ParameterizedTest
	@EnumSource
	void everyCallRunsInADestination(Api api) {
		Recording calls = limitedTo("US");
		for (int call = 0; call < 5; call++) {
			api.converse(calls.context, this.regions, (request) -> {
			});
		}
		assertThat(calls.records).hasSize(5).allMatch((record) -> record.outcome() == Outcome.SUCCESS);
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).hasSize(5));
		assertThat(this.emulator.journal().entries()).allMatch((entry) -> entry.sourceRegion().equals("ca-central-1"))
			.extracting(JournalEntry::inferenceRegion)
			.isSubsetOf(Set.of(Optional.of("us-east-1"), Optional.of("us-west-2")));
	}

	@ParameterizedTest
	@EnumSource
	void aGuardrailIsRefusedWhereTheSourceRegionIsNotAdmitted(Api api) {
		Recording calls = limitedTo("US");
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.converse(calls.context, this.regions, GUARDED))
			.withMessageContaining("'guardrail' from ca-central-1 may run in [ca-central-1 (CA)]");
		InvokeModelRequest invoke = InvokeModelRequest.builder()
			.modelId("bedrock")
			.guardrailIdentifier("a1b2c3d4e5f6")
			.guardrailVersion("1")
			.body(SdkBytes.fromUtf8String("{}"))
			.build();
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> api.call(calls.context, this.regions,
				(client) -> client.invokeModel(invoke), (client) -> client.invokeModel(invoke)))
			.withMessageContaining("'guardrail' from ca-central-1");
		assertThat(this.emulator.journal().entries()).isEmpty();
		assertThat(calls.records).hasSize(2).allMatch((record) -> record.outcome() == Outcome.DENIED);
	}

	@ParameterizedTest
	@EnumSource
	void aGuardedCallTakesTheNextRouteWhoseSourceRegionIsAdmitted(Api api) {
		Route virginia = Fixtures.route(Fixtures.VIRGINIA, "us." + Fixtures.MODEL, this.route.destinations());
		Recording calls = new Recording(
				Fixtures.plan(Fixtures.allow("US"), Duration.ofMinutes(1), this.route, virginia));
		api.converse(calls.context, this.regions, GUARDED);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.VIRGINIA);
		assertThat(calls.states.of(this.route.key())).as("the route itself is not to blame")
			.isEqualTo(RouteStatus.UNUSED);
	}

	@ParameterizedTest
	@EnumSource
	void countingTokensIsRefusedWhereTheSourceRegionIsNotAdmitted(Api api) {
		Recording calls = limitedTo("US");
		CountTokensRequest count = CountTokensRequest.builder()
			.modelId("bedrock")
			.input(CountTokensInput.fromConverse((converse) -> converse.messages(Api.QUESTION)))
			.build();
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(calls.context, this.regions, (client) -> client.countTokens(count),
					(client) -> client.countTokens(count)))
			.withMessageContaining("'CountTokens' from ca-central-1 may run in [ca-central-1 (CA)]");
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aGuardrailIsAppliedWhereTheSourceRegionIsAdmittedToo(Api api) {
		Recording calls = limitedTo("US", "CA");
		api.converse(calls.context, this.regions, GUARDED);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	private Recording limitedTo(String... places) {
		return new Recording(Fixtures.plan(Fixtures.allow(places), Duration.ofMinutes(1), this.route));
	}

	private static String modelArn(String region) {
		return "arn:aws:bedrock:" + region + "::foundation-model/" + Fixtures.MODEL;
	}

}
