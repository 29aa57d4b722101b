package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.crossregion.bedrock.client.connection.ServiceQuotasClient;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.client.failure.RetryHints;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.ServiceQuota;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * Reads all pages of the quotas of one source Region and keeps only the wanted ones,
 * because a list has more than a thousand. Failed pages are retried with the standard
 * retry strategy of the AWS SDK until the deadline. Not thread-safe.
 */
final class ServiceQuotasReader {

	static final String APPLIED = "ListServiceQuotas";

	static final String DEFAULTS = "ListAWSDefaultServiceQuotas";

	private static final int PAGE_SIZE = 100;

	private static final int MAX_PAGES = 100;

	private static final Duration MAX_CALL_TIMEOUT = Duration.ofSeconds(10);

	private final RegionCode region;

	private final ServiceQuotasClient client;

	private final long deadline;

	private final RetryStrategy retries = AwsRetryStrategy.standardRetryStrategy()
		.toBuilder()
		.retryOnException(ServiceQuotasReader::isRetryable)
		.treatAsThrottling(ServiceQuotasReader::isThrottling)
		.build();

	/**
	 * Create a reader.
	 * @param region the source Region
	 * @param client the client of Service Quotas in that Region
	 * @param timeout the time for all calls together
	 */
	ServiceQuotasReader(RegionCode region, ServiceQuotasClient client, Duration timeout) {
		this.region = region;
		this.client = client;
		this.deadline = System.nanoTime() + timeout.toNanos();
	}

	private static boolean isRetryable(Throwable failure) {
		return switch (FailureClassifier.classify(failure)) {
			case THROTTLED, THROTTLED_REQUESTS, DAILY_QUOTA_EXHAUSTED, UNAVAILABLE, NOT_READY, MODEL_TIMEOUT, TIMEOUT,
					CONNECTION ->
				true;
			case FAULTY -> failure instanceof SdkServiceException;
			default -> failure instanceof IOException;
		};
	}

	private static boolean isThrottling(Throwable failure) {
		return FailureClassifier.classify(failure).refills();
	}

	/**
	 * Read a list.
	 * @param operation {@link #APPLIED} or {@link #DEFAULTS}
	 * @param wanted the quotas to keep
	 * @return the values of the wanted quotas in the list
	 */
	Values list(String operation, Wanted wanted) {
		Values values = new Values();
		Set<String> tokens = new HashSet<>();
		Map<String, Object> parameters = new LinkedHashMap<>();
		parameters.put("ServiceCode", "bedrock");
		parameters.put("MaxResults", PAGE_SIZE);
		for (int page = 1; page <= MAX_PAGES; page++) {
			JsonNode answer = call(operation, parameters);
			addAll(answer, wanted, values);
			String token = ServiceQuotasClient.text(Optional.of(answer), "NextToken").orElse("");
			if (token.isEmpty()) {
				return values;
			}
			if (!tokens.add(token)) {
				throw ServiceQuotasClient.unreadable("the pages never end, because a NextToken came twice", null);
			}
			parameters.put("NextToken", token);
		}
		throw ServiceQuotasClient.unreadable("there are more than " + MAX_PAGES + " pages of quotas", null);
	}

	private JsonNode call(String operation, Map<String, Object> parameters) {
		RetryToken token = this.retries.acquireInitialToken(AcquireInitialTokenRequest.create(this.region.value()))
			.token();
		while (true) {
			try {
				JsonNode answer = this.client.call(operation, parameters, callTimeout(operation));
				this.retries.recordSuccess(RecordSuccessRequest.create(token));
				return answer;
			}
			catch (RuntimeException ex) {
				token = awaitRetry(token, ex);
			}
		}
	}

	private Duration callTimeout(String operation) {
		Duration remaining = Duration.ofNanos(this.deadline - System.nanoTime());
		if (remaining.isNegative() || remaining.isZero()) {
			throw ApiCallTimeoutException.builder().message(operation + " was not answered in time").build();
		}
		return (remaining.compareTo(MAX_CALL_TIMEOUT) < 0) ? remaining : MAX_CALL_TIMEOUT;
	}

	private RetryToken awaitRetry(RetryToken token, RuntimeException failure) {
		RefreshRetryTokenResponse response;
		try {
			response = this.retries.refreshRetryToken(RefreshRetryTokenRequest.builder()
				.token(token)
				.failure(failure)
				.suggestedDelay(RetryHints.of(failure))
				.build());
		}
		catch (TokenAcquisitionFailedException ex) {
			throw failure;
		}
		if (System.nanoTime() + response.delay().toNanos() - this.deadline >= 0) {
			throw failure;
		}
		try {
			Thread.sleep(response.delay().toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw AbortedException.create("The look-up of quotas was ended", ex);
		}
		return response.token();
	}

	private static void addAll(JsonNode answer, Wanted wanted, Values values) {
		JsonNode quotas = answer.field("Quotas")
			.filter(JsonNode::isArray)
			.orElseThrow(() -> ServiceQuotasClient.unreadable("the answer holds no list 'Quotas'", null));
		for (JsonNode quota : quotas.asArray()) {
			Optional<JsonNode> row = Optional.of(quota).filter(JsonNode::isObject);
			String code = ServiceQuotasClient.text(row, "QuotaCode").orElse("");
			String name = lower(ServiceQuotasClient.text(row, "QuotaName").orElse(""));
			if (wanted.codes().contains(code) || wanted.names().contains(name)) {
				row.flatMap((node) -> node.field("Value"))
					.filter(JsonNode::isNumber)
					.ifPresent((value) -> values.add(code, name, value.asNumber()));
			}
		}
	}

	private static String lower(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/**
	 * The quotas to keep from a list.
	 *
	 * @param codes codes of quotas
	 * @param names names of quotas in lower case
	 */
	record Wanted(Set<String> codes, Set<String> names) {

		static Wanted of(Iterable<ServiceQuota> quotas) {
			Set<String> codes = new HashSet<>();
			Set<String> names = new HashSet<>();
			for (ServiceQuota quota : quotas) {
				if (quota.code() != null) {
					codes.add(quota.code());
				}
				names.add(lower(quota.name()));
			}
			return new Wanted(codes, names);
		}

	}

	/**
	 * The values of a list. A name that two codes share has no value.
	 */
	static final class Values {

		static final Values NONE = new Values();

		private final Map<String, Long> byCode = new HashMap<>();

		private final Map<String, Named> byName = new HashMap<>();

		private void add(String code, String name, String text) {
			double value = Double.parseDouble(text);
			if (!(value >= 0)) {
				return;
			}
			// The cast limits larger values to the largest long.
			long whole = (long) Math.floor(value);
			if (!code.isEmpty()) {
				this.byCode.putIfAbsent(code, whole);
			}
			this.byName.merge(name, new Named(code, whole),
					(one, other) -> (one.code.equals(other.code)) ? one : new Named(one.code, null));
		}

		/**
		 * Find a quota by its code if that is known and listed, otherwise by its name.
		 * @param quota the quota
		 * @return its value, not negative; {@code null} if it is not listed or its name
		 * is ambiguous
		 */
		@Nullable Long of(ServiceQuota quota) {
			Long value = (quota.code() != null) ? this.byCode.get(quota.code()) : null;
			if (value != null) {
				return value;
			}
			Named named = this.byName.get(lower(quota.name()));
			return (named != null) ? named.value : null;
		}

		private record Named(String code, @Nullable Long value) {
		}

	}

}
