package dev.crossregion.bedrock.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rules of one call, without the wire.
 */
class InvocationTests {

	private static final Duration DEADLINE = Duration.ofSeconds(4);

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(URI.create("http://127.0.0.1:1")),
			Fixtures.CREDENTIALS);

	@AfterEach
	void close() {
		this.regions.close();
	}

	private Invocation start(Recording calls) {
		return start(calls, ConverseRequest.builder().modelId("bedrock").messages(Api.QUESTION).build());
	}

	private Invocation start(Recording calls, ConverseRequest request) {
		return Invocation.start(calls.context, this.regions, null, Operation.CONVERSE, "bedrock", request);
	}

	@Test
	void aRouteThatWasSilentForMostOfTheDeadlineIsBlamed() {
		assertThat(stateAfterTheDeadline((remaining) -> true).lastOutcome()).isEqualTo(Outcome.TIMEOUT);
	}

	@Test
	void aRouteThatWasSilentForLessThanHalfOfTheDeadlineIsNotBlamed() {
		// Half of what would be blamed, so that a busy machine has a second to spare.
		Duration quarter = DEADLINE.dividedBy(4);
		assertThat(stateAfterTheDeadline((remaining) -> remaining.compareTo(quarter) < 0).lastOutcome())
			.isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void aRouteThatWasSilentForAllOfTheTimeOfOneRequestIsNotBlamed() {
		Route route = Fixtures.eu(Fixtures.FRANKFURT);
		Recording calls = new Recording(Fixtures.plan(route));
		Duration own = Duration.ofMillis(100);
		ConverseRequest request = ConverseRequest.builder()
			.modelId("bedrock")
			.messages(Api.QUESTION)
			.overrideConfiguration((override) -> override.apiCallTimeout(own))
			.build();
		for (int call = 0; call < 3; call++) {
			Invocation invocation = start(calls, request);
			assertThat(invocation.next()).isEqualTo(new NextStep.Send(route));
			await().until(() -> invocation.remaining().isZero());
			invocation.failed(ApiCallTimeoutException.create(own.toMillis()), null, true);
		}
		assertThat(calls.states.of(route.key()).status()).isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	private RouteStatus stateAfterTheDeadline(Predicate<Duration> mayBegin) {
		Route route = Fixtures.eu(Fixtures.FRANKFURT);
		Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"), DEADLINE, route));
		Invocation invocation = start(calls);
		await().until(() -> mayBegin.test(invocation.remaining()));
		assertThat(invocation.next()).isEqualTo(new NextStep.Send(route));
		await().until(() -> invocation.remaining().isZero());
		assertThat(invocation.failed(ApiCallTimeoutException.create(DEADLINE.toMillis()), null, true))
			.isInstanceOf(NextStep.Fail.class);
		return calls.states.of(route.key());
	}

	@Test
	void roomThatIsGrantedAfterTheEndOfACallIsGivenBack() {
		Route route = Fixtures.route(Fixtures.FRANKFURT, Fixtures.EU_PROFILE,
				Fixtures.eu(Fixtures.FRANKFURT).destinations(), new DeclaredQuota(null, 1L));
		RoutePlan plan = Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(1), Duration.ofSeconds(30), route);

		Recording held = new Recording(plan);
		assertThat(start(held).next()).isInstanceOf(NextStep.Send.class);
		assertThat(start(held).next()).as("the quota has room for one").isInstanceOf(NextStep.Queue.class);

		Recording given = new Recording(plan);
		Invocation over = start(given);
		over.finish(Outcome.CANCELLED, null, null);
		over.next();
		assertThat(start(given).next()).isInstanceOf(NextStep.Send.class);
	}

	@Test
	void aCallIsSentSixTimesAtMost() {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		Invocation invocation = start(calls);
		int sent = 0;
		NextStep next = invocation.next();
		while (!(next instanceof NextStep.Fail)) {
			assertThat(next).isInstanceOf(NextStep.Send.class);
			sent++;
			next = invocation.failed(unavailable(), null, true);
			if (next instanceof NextStep.Backoff backoff) {
				next = resume(invocation, backoff);
			}
		}
		assertThat(sent).isEqualTo(6);
	}

	@Test
	void theAttemptsOfACallAreWhatIsDeclared() {
		for (int attempts : new int[] { 1, 2, 9 }) {
			Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"),
					new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMinutes(1), Duration.ZERO, attempts),
					Fixtures.eu(Fixtures.FRANKFURT)));
			Invocation invocation = start(calls);
			assertThat(invocation.next()).isInstanceOf(NextStep.Send.class);
			NextStep next = invocation.failed(unavailable(), null, true);
			assertThat(next).isInstanceOf((attempts == 1) ? NextStep.Fail.class : NextStep.Backoff.class);
		}
	}

	private static ServiceUnavailableException unavailable() {
		return ServiceUnavailableException.builder().message("Try again").statusCode(503).build();
	}

	private static NextStep resume(Invocation invocation, NextStep.Backoff backoff) {
		CompletableFuture<NextStep> next = new CompletableFuture<>();
		invocation.await(backoff, next::complete);
		return next.join();
	}

}
