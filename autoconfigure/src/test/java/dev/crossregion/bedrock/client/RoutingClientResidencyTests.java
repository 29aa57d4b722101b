package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentSource;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Where residency could be lost after a call has started, or without a model.
 */
class RoutingClientResidencyTests {

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatIsWithdrawnWhileACallIsUnderWayIsNotTakenByIt(Api api) {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		Recording calls = changing(
				Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND),
						Fixtures.eu(Fixtures.STOCKHOLM)),
				Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.STOCKHOLM)));
		api.converse(calls.context, this.regions, (request) -> {
		});
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(calls.only().attempts()).extracting((attempt) -> attempt.route().sourceRegion())
			.containsExactly(Fixtures.FRANKFURT, Fixtures.STOCKHOLM);
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).hasSize(2));
	}

	@ParameterizedTest
	@EnumSource
	void whenEveryRouteIsWithdrawnMeanwhileTheCallEndsWithWhatItGot(Api api) {
		this.emulator.fail(Fault.throttled());
		Recording calls = changing(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)), null);
		assertThatExceptionOfType(ThrottlingException.class)
			.isThrownBy(() -> api.converse(calls.context, this.regions, (request) -> {
			}))
			.withMessageContaining("tried 1: ");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.THROTTLED);
		await().untilAsserted(() -> assertThat(this.emulator.journal().entries()).hasSize(1));
	}

	private static Recording changing(RoutePlan first, RoutePlan then) {
		AtomicInteger asked = new AtomicInteger();
		return new Recording((modelName, requested) -> {
			RoutePlan plan = (asked.getAndIncrement() == 0) ? first : then;
			if (plan == null) {
				throw new RouteRefusedException("bedrock", "withdrawn", new Refusal.NoEvidence(Fixtures.FRANKFURT));
			}
			return plan;
		});
	}

	@ParameterizedTest
	@EnumSource
	void guardrailsReadTextOnlyInARegionThatResidencyAdmits(Api api) {
		InvocationContext context = new InvocationContext((modelName, requested) -> {
			throw new AssertionError("names no model");
		}, new RouteStateRegistry(Clock.systemUTC()), List.of(), Clock.systemUTC(),
				new InvocationContext.WithoutModel(() -> Fixtures.FRANKFURT, Fixtures.allow("IE")));
		ApplyGuardrailRequest apply = ApplyGuardrailRequest.builder()
			.guardrailIdentifier("a1b2c3d4e5f6")
			.guardrailVersion("1")
			.source(GuardrailContentSource.INPUT)
			.content(GuardrailContentBlock.fromText((text) -> text.text("Which Region reads this?")))
			.build();
		InvokeGuardrailChecksRequest checks = InvokeGuardrailChecksRequest.builder().build();
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(context, this.regions, (client) -> client.applyGuardrail(apply),
					(client) -> client.applyGuardrail(apply)))
			.withMessageContaining("'ApplyGuardrail' from eu-central-1 may run in [eu-central-1 (DE)]");
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(context, this.regions, (client) -> client.invokeGuardrailChecks(checks),
					(client) -> client.invokeGuardrailChecks(checks)))
			.withMessageContaining("'InvokeGuardrailChecks' from eu-central-1 may run in [eu-central-1 (DE)]");
		assertThat(this.emulator.journal().entries()).isEmpty();
	}

	@Test
	void credentialsThatFailInACheckedWayAreNoClassCastException() {
		TimeoutException checked = new TimeoutException("the vault is slow");
		AwsCredentialsProvider failing = new AwsCredentialsProvider() {

			@Override
			public AwsCredentials resolveCredentials() {
				throw new IllegalStateException("not asked");
			}

			@Override
			public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
				return CompletableFuture.failedFuture(checked);
			}

		};
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), failing)) {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> Api.SYNC.converse(calls.context, clients, (request) -> {
				}))
				.isNotInstanceOf(ClassCastException.class)
				.withRootCauseInstanceOf(TimeoutException.class);
		}
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

}
