package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentSource;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Operations that name no model are recorded, bounded and tried again like all others.
 */
class OperationsWithoutModelTests {

	private static final ApplyGuardrailRequest GUARDRAIL = ApplyGuardrailRequest.builder()
		.guardrailIdentifier("a1b2c3d4e5f6")
		.guardrailVersion("1")
		.source(GuardrailContentSource.INPUT)
		.content(GuardrailContentBlock.fromText((text) -> text.text("Which Region reads this?")))
		.build();

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	private final Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	private InvocationContext context(Duration deadline) {
		return new InvocationContext((modelName, requested) -> {
			throw new AssertionError("names no model");
		}, new RouteStateRegistry(Clock.systemUTC()), List.of(this.records::add), Clock.systemUTC(),
				new InvocationContext.WithoutModel(() -> Fixtures.FRANKFURT, Fixtures.allow("EU"),
						Set.of(Fixtures.FRANKFURT, Fixtures.IRELAND),
						new RoutingSettings(RoutingStrategy.ORDERED, deadline, Duration.ZERO)));
	}

	@ParameterizedTest
	@EnumSource
	void aBriefFailureIsTriedAgainInTheSameRegion(Api api) {
		this.emulator.fail(Fault.unavailable().times(1));
		ListAsyncInvokesRequest list = ListAsyncInvokesRequest.builder().build();
		api.call(context(Duration.ofMinutes(1)), this.regions, (client) -> client.listAsyncInvokes(list),
				(client) -> client.listAsyncInvokes(list));
		assertThat(this.records).singleElement().satisfies((record) -> {
			assertThat(record.model()).isEqualTo("none");
			assertThat(record.operation()).isEqualTo(Operation.LIST_ASYNC_INVOKES);
			assertThat(record.outcome()).isEqualTo(Outcome.SUCCESS);
			assertThat(record.attempts()).extracting((attempt) -> attempt.route().sourceRegion())
				.containsExactly(Fixtures.FRANKFURT, Fixtures.FRANKFURT);
		});
	}

	static Stream<Arguments> limits() {
		return Stream.of(Api.values())
			.flatMap((api) -> Stream.of(Arguments.of(api, Duration.ofMillis(300), Duration.ofMinutes(1)),
					Arguments.of(api, Duration.ofMinutes(1), Duration.ofMillis(300))));
	}

	@ParameterizedTest
	@MethodSource("limits")
	void theDeadlineAndTheLimitOfTheRequestHold(Api api, Duration deadline, Duration ofRequest) {
		this.emulator.fail(Fault.blackHole());
		ApplyGuardrailRequest request = GUARDRAIL.toBuilder()
			.overrideConfiguration((override) -> override.apiCallTimeout(ofRequest))
			.build();
		assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(() -> api.call(context(deadline),
				this.regions, (client) -> client.applyGuardrail(request), (client) -> client.applyGuardrail(request)));
		assertThat(this.records).singleElement().extracting(InvocationRecord::outcome).isEqualTo(Outcome.TIMEOUT);
	}

	@ParameterizedTest
	@EnumSource
	void aJobIsAskedForInTheRegionOfItsArn(Api api) {
		GetAsyncInvokeRequest get = job("arn:aws:bedrock:eu-west-1:123456789012:async-invoke/abcdefghijkl");
		assertThatThrownBy(() -> api.call(context(Duration.ofMinutes(1)), this.regions,
				(client) -> client.getAsyncInvoke(get), (client) -> client.getAsyncInvoke(get)))
			.isNotInstanceOf(RouteRefusedException.class);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.emulator.journal().entries()).extracting(JournalEntry::sourceRegion)
				.containsExactly("eu-west-1"));
	}

	@ParameterizedTest
	@EnumSource
	void aGuardrailIsAppliedInTheRegionOfItsArn(Api api) {
		ApplyGuardrailRequest apply = guardrail("arn:aws:bedrock:eu-west-1:123456789012:guardrail/abcdef123456");
		api.call(context(Duration.ofMinutes(1)), this.regions, (client) -> client.applyGuardrail(apply),
				(client) -> client.applyGuardrail(apply));
		assertThat(this.records).singleElement()
			.satisfies((record) -> assertThat(record.attempts()).extracting((attempt) -> attempt.route().sourceRegion())
				.containsExactly(Fixtures.IRELAND));
	}

	@ParameterizedTest
	@EnumSource
	void aGuardrailOfAnotherRegionIsRefused(Api api) {
		ApplyGuardrailRequest apply = guardrail("arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdef123456");
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(context(Duration.ofMinutes(1)), this.regions,
					(client) -> client.applyGuardrail(apply), (client) -> client.applyGuardrail(apply)))
			.withMessageContaining("is a guardrail in us-east-1, which is no source Region");
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	private static ApplyGuardrailRequest guardrail(String identifier) {
		return GUARDRAIL.toBuilder().guardrailIdentifier(identifier).build();
	}

	static Stream<Arguments> refused() {
		return Stream.of(Api.values())
			.flatMap((api) -> Stream
				.of("arn:aws:bedrock:us-east-1:123456789012:async-invoke/abcdefghijkl", "abcdefghijkl", "",
						"arn:aws:bedrock:nowhere:123456789012:async-invoke/abc", "arn:aws:bedrock:eu-west-1")
				.map((arn) -> Arguments.of(api, arn)));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void aJobOfAnotherRegionOrAnythingElseIsRefusedAndRecorded(Api api, String arn) {
		GetAsyncInvokeRequest get = job(arn);
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(context(Duration.ofMinutes(1)), this.regions,
					(client) -> client.getAsyncInvoke(get), (client) -> client.getAsyncInvoke(get)))
			.satisfies((ex) -> assertThat(ex.getRefusal()).isInstanceOf(Refusal.NotPlanned.class))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("123456789012"));
		assertThat(this.records).singleElement().satisfies((record) -> {
			assertThat(record.outcome()).isEqualTo(Outcome.DENIED);
			assertThat(record.refusal()).isInstanceOf(Refusal.NotPlanned.class);
			assertThat(record.attempts()).isEmpty();
		});
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void theCloseOfTheClientsEndsACall(Api api) {
		this.emulator.fail(Fault.blackHole());
		Thread closer = new Thread(this.regions::close);
		InvocationContext context = context(Duration.ofMinutes(1));
		closer.start();
		assertThatThrownBy(() -> api.call(context, this.regions, (client) -> client.applyGuardrail(GUARDRAIL),
				(client) -> client.applyGuardrail(GUARDRAIL)))
			.hasMessageContaining("closed");
	}

	private static GetAsyncInvokeRequest job(String arn) {
		return GetAsyncInvokeRequest.builder().invocationArn(arn).build();
	}

}
