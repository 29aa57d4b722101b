package dev.crossregion.bedrock.client.failure;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Reads the delay before a retry that an error response asks for: its {@code Retry-After}
 * header, or the expected queue delay in the body of a 503.
 */
public final class RetryHints {

	/** The same as the longest backoff of the SDK. */
	private static final Duration MAX_DELAY = Duration.ofSeconds(20);

	private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

	private static final Pattern QUEUE = Pattern.compile("expectedQueueDelayInMs\\\\*\"?\\s*:\\s*([0-9]{1,9})");

	private RetryHints() {
	}

	public static Duration of(Throwable failure) {
		AwsErrorDetails details = (failure instanceof AwsServiceException service) ? service.awsErrorDetails() : null;
		if (details == null) {
			return Duration.ZERO;
		}
		Duration hint = retryAfter(details);
		if (hint.isZero() && details.rawResponse() != null) {
			hint = queueDelay(details.rawResponse().asByteArrayUnsafe());
		}
		return (hint.compareTo(MAX_DELAY) < 0) ? hint : MAX_DELAY;
	}

	private static Duration retryAfter(AwsErrorDetails details) {
		SdkHttpResponse response = details.sdkHttpResponse();
		if (response == null) {
			return Duration.ZERO;
		}
		String value = response.firstMatchingHeader("Retry-After").map(String::strip).orElse("");
		if (SECONDS.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		// Uses the clock of the server, because the clock of this machine may be wrong.
		Instant now = response.firstMatchingHeader("Date").flatMap(RetryHints::date).orElseGet(Instant::now);
		return date(value).map((until) -> Duration.between(now, until))
			.filter((left) -> !left.isNegative())
			.orElse(Duration.ZERO);
	}

	private static Optional<Instant> date(String value) {
		try {
			return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value)));
		}
		catch (DateTimeException ex) {
			return Optional.empty();
		}
	}

	private static Duration queueDelay(byte[] body) {
		Matcher delay = QUEUE.matcher(new String(body, StandardCharsets.UTF_8));
		return (delay.find()) ? Duration.ofMillis(Long.parseLong(delay.group(1))) : Duration.ZERO;
	}

}
