package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.Destinations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link InvocationLog}.
 */
@Timeout(60)
@ResourceLock("dev.crossregion.bedrock.log")
class InvocationLogTests {

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	private final ListAppender<ILoggingEvent> calls = new ListAppender<>();

	private final ListAppender<ILoggingEvent> routes = new ListAppender<>();

	@BeforeEach
	void listen() {
		listen(InvocationLog.CALLS, Level.DEBUG, this.calls);
		listen(InvocationLog.ROUTES, Level.INFO, this.routes);
	}

	private static void listen(String name, Level level, ListAppender<ILoggingEvent> appender) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		logger.setLevel(level);
		appender.start();
		logger.addAppender(appender);
	}

	@AfterEach
	void stop() {
		((Logger) LoggerFactory.getLogger(InvocationLog.CALLS)).detachAppender(this.calls);
		((Logger) LoggerFactory.getLogger(InvocationLog.CALLS)).setLevel(null);
		((Logger) LoggerFactory.getLogger(InvocationLog.ROUTES)).detachAppender(this.routes);
		((Logger) LoggerFactory.getLogger(InvocationLog.ROUTES)).setLevel(null);
		this.regions.close();
		this.emulator.close();
	}

	private static List<String> lines(ListAppender<ILoggingEvent> appender) {
		return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@ParameterizedTest
	@EnumSource
	void aCallIsOneLineWithoutItsText(Way way) {
		Recording recording = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		String answer = way.call(recording, this.regions).join();
		assertThat(this.calls.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
		assertThat(lines(this.calls)).singleElement()
			.asString()
			.startsWith("model=bedrock operation=Converse")
			.containsPattern(" outcome=success profile=" + Fixtures.EU_PROFILE
					+ " sourceRegion=eu-central-1 attempts=1 duration=\\d+ms( firstContent=\\d+ms)?$")
			.doesNotContain(answer, "Good morning", Api.QUESTION.content().get(0).text());
		assertThat(this.routes.list).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void everyAttemptIsInTheLine(Way way) {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		Recording recording = new Recording(
				Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		way.call(recording, this.regions).join();
		assertThat(lines(this.calls)).singleElement()
			.asString()
			.containsPattern("sourceRegion=eu-west-1 attempts=2 \\[eu-central-1 throttled \\d+ms, "
					+ "eu-west-1 success \\d+ms] duration=");
		assertThat(lines(this.routes)).singleElement()
			.asString()
			.startsWith("Route " + Fixtures.EU_PROFILE + " from eu-central-1: available -> throttled until ");
	}

	@ParameterizedTest
	@EnumSource
	void aFailureIsNamedByFixedWords(Way way) {
		this.emulator
			.fail(Fault.status(400, "ValidationException", "Account 123456789012 may not ask 'a secret question'."));
		Recording recording = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		catchThrowable(() -> way.call(recording, this.regions).join());
		assertThat(lines(this.calls)).singleElement()
			.asString()
			.contains(" outcome=invalid reason='the request is refused (HTTP 400)' ")
			.doesNotContain("123456789012", "secret");
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatFailsAndRecoversIsALineEach(Way way) {
		this.emulator.fail(Fault.internalError());
		Recording recording = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		for (int call = 0; call < 3; call++) {
			catchThrowable(() -> way.call(recording, this.regions).join());
		}
		this.emulator.clearFaults();
		for (int call = 0; call < 3; call++) {
			way.call(recording, this.regions).join();
		}
		assertThat(this.routes.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.INFO);
		assertThat(lines(this.routes).get(0))
			.matches("Route eu\\.anthropic\\S+ from eu-central-1: available -> faulty until \\S+Z: "
					+ "server error \\(HTTP 500\\)");
		assertThat(lines(this.routes).get(1)).endsWith(" from eu-central-1: faulty -> available");
		assertThat(this.calls.list).hasSize(6);
	}

	@Test
	void aDeniedRouteSaysWhyWithoutAnAccount() {
		this.emulator.fail(Fault.accessDeniedByScp("eu-south-1"));
		Recording recording = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		catchThrowable(() -> Way.SYNC.call(recording, this.regions).join());
		assertThat(lines(this.routes)).singleElement()
			.asString()
			.contains("available -> denied: a service control policy denies bedrock:InvokeModel")
			.doesNotContain("123456789012");
	}

	@Test
	void anApplicationProfileIsWrittenWithoutItsAccount() {
		String profile = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6";
		Route route = Fixtures.route(Fixtures.FRANKFURT, profile, Destinations.of(List.of(Fixtures.FRANKFURT)));
		this.emulator.fail(Fault.internalError());
		catchThrowable(() -> Way.SYNC.call(new Recording(Fixtures.plan(route)), this.regions).join());
		assertThat(lines(this.calls)).singleElement()
			.asString()
			.contains("a1b2c3d4e5f6")
			.doesNotContain("123456789012");
		assertThat(lines(this.routes)).singleElement()
			.asString()
			.contains("a1b2c3d4e5f6")
			.doesNotContain("123456789012");
	}

	@Test
	void missingCredentialsAreNamed() {
		try (RegionalClients without = new RegionalClients(Fixtures.settings(this.emulator.uri()), () -> {
			throw SdkClientException.create("Unable to load credentials");
		})) {
			Recording recording = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
			catchThrowable(() -> Way.SYNC.call(recording, without).join());
		}
		assertThat(lines(this.calls)).singleElement().asString().contains("outcome=error reason='no credentials'");
		assertThat(this.routes.list).isEmpty();
	}

	@Test
	void aRefusedCallIsALineToo() {
		Recording recording = new Recording((modelName, requested) -> {
			throw new RouteRefusedException("bedrock", "no", new Refusal.NotPlanned("x", "it is in no plan"));
		});
		catchThrowable(() -> Way.SYNC.call(recording, this.regions).join());
		assertThat(lines(this.calls)).singleElement()
			.asString()
			.matches("model=bedrock operation=\\w+ outcome=denied reason='not-planned' attempts=0 duration=0ms");
	}

	@Test
	void aRouteAtItsLimitDoesNotFillTheLog() {
		Recording recording = new Recording(Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(1),
				Duration.ofMillis(1), Fixtures.eu(Fixtures.FRANKFURT)));
		for (int call = 0; call < 20; call++) {
			this.emulator.fail(Fault.throttled().times(1));
			catchThrowable(() -> Way.SYNC.call(recording, this.regions).join());
			this.emulator.clearFaults();
			catchThrowable(() -> Way.SYNC.call(recording, this.regions).join());
		}
		assertThat(this.routes.list).hasSizeBetween(1, 2);
		assertThat(this.calls.list).hasSize(40);
	}

}
