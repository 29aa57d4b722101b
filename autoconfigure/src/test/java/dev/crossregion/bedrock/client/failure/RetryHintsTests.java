package dev.crossregion.bedrock.client.failure;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import dev.crossregion.bedrock.client.BareCall;
import dev.crossregion.bedrock.client.Fixtures;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What answers say of the pause before the next attempt.
 */
class RetryHintsTests {

	@RegisterExtension
	static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private static RegionalClients regions;

	@BeforeAll
	static void connect() {
		regions = new RegionalClients(Fixtures.settings(bedrock.uri()), Fixtures.CREDENTIALS);
	}

	@AfterAll
	static void disconnect() {
		regions.close();
	}

	private static Duration hint(Fault fault, BareCall call) {
		bedrock.emulator().clearFaults();
		bedrock.emulator().fail(fault);
		return RetryHints.of(FailureClassifier.unwrap(catchThrowable(() -> call.make(regions))));
	}

	private static Fault retryAfter(String value) {
		return Fault.unavailable().withHeader("Retry-After", value);
	}

	private static String in(Duration duration) {
		return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plus(duration));
	}

	@ParameterizedTest
	@EnumSource
	void secondsAreTaken(BareCall call) {
		assertThat(hint(retryAfter("7"), call)).isEqualTo(Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@EnumSource
	void aDateIsMeasuredFromTheDateOfTheAnswer(BareCall call) {
		Fault fault = retryAfter("Wed, 21 Oct 2026 07:28:12 GMT").withHeader("Date", "Wed, 21 Oct 2026 07:28:00 GMT");
		assertThat(hint(fault, call)).isEqualTo(Duration.ofSeconds(12));
	}

	@Test
	void aDateThatIsOverIsNoHint() {
		assertThat(hint(retryAfter(in(Duration.ofHours(-1))), BareCall.CONVERSE)).isZero();
	}

	@Test
	void noHintIsLongerThanTheLongestBackoffOfTheSdk() {
		assertThat(hint(retryAfter("3600"), BareCall.CONVERSE)).isEqualTo(Duration.ofSeconds(20));
		assertThat(hint(retryAfter(in(Duration.ofHours(1))), BareCall.CONVERSE)).isEqualTo(Duration.ofSeconds(20));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "-3", "1.5", "99999999999999999999", "Wed, 99 Oct 2026 07:28:12 GMT" })
	void whatCannotBeReadIsNoHint(String value) {
		assertThat(hint(retryAfter(value), BareCall.CONVERSE)).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void theQueueOf503IsTaken(BareCall call) {
		assertThat(hint(Fault.unavailable(Duration.ofMillis(1500)), call)).isEqualTo(Duration.ofMillis(1500));
	}

}
