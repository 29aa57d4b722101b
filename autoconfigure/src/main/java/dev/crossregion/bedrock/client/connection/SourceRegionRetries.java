package dev.crossregion.bedrock.client.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.crossregion.bedrock.client.failure.RetryHints;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * Backoff, jitter and the limit on retries, as the standard retry strategy of the AWS SDK
 * has them, with one token bucket for each source Region. What may be tried again, and
 * how often, is decided elsewhere. Thread-safe.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry
 * behavior</a>
 */
public final class SourceRegionRetries {

	private static final int TOO_MANY_REQUESTS = 429;

	private volatile RetryStrategy strategy;

	/** Source Regions whose bucket may not be full. */
	private final ConcurrentMap<RegionCode, Boolean> used = new ConcurrentHashMap<>();

	public SourceRegionRetries() {
		this(AwsRetryStrategy.standardRetryStrategy());
	}

	// The environment may limit the attempts of a strategy; how often a call is sent is
	// limited elsewhere.
	public SourceRegionRetries(StandardRetryStrategy strategy) {
		this.strategy = unlimited(strategy);
	}

	private static RetryStrategy unlimited(StandardRetryStrategy strategy) {
		return strategy.toBuilder()
			.retryOnException((failure) -> true)
			.treatAsThrottling(SourceRegionRetries::isThrottling)
			.maxAttempts(Integer.MAX_VALUE)
			.build();
	}

	/**
	 * Have all buckets full.
	 */
	void reset() {
		this.strategy = unlimited(AwsRetryStrategy.standardRetryStrategy());
		this.used.clear();
	}

	private static boolean isThrottling(Throwable failure) {
		return failure instanceof SdkServiceException service && service.statusCode() == TOO_MANY_REQUESTS;
	}

	/**
	 * Ask for a retry.
	 * @param region the source Region that is called again
	 * @param call the retries of the call so far
	 * @param failure why its last attempt there failed
	 * @return how long to wait before it, or empty when the bucket has no token left
	 */
	public Optional<Duration> acquire(RegionCode region, OfCall call, Throwable failure) {
		this.used.put(region, Boolean.TRUE);
		RetryToken token = call.tokens.computeIfAbsent(region, this::initial);
		try {
			RefreshRetryTokenResponse response = this.strategy.refreshRetryToken(RefreshRetryTokenRequest.builder()
				.token(token)
				.failure(failure)
				.suggestedDelay(RetryHints.of(failure))
				.build());
			call.tokens.put(region, response.token());
			return Optional.of(response.delay());
		}
		catch (TokenAcquisitionFailedException ex) {
			return Optional.empty();
		}
	}

	private RetryToken initial(RegionCode region) {
		return this.strategy.acquireInitialToken(AcquireInitialTokenRequest.create(region.value())).token();
	}

	/**
	 * Note that a call was answered: a part of what retries took goes back.
	 * @param region the source Region that has answered
	 * @param call the retries of the call, or {@code null} when it had none
	 */
	public void succeeded(RegionCode region, @Nullable OfCall call) {
		if (this.used.isEmpty() || !this.used.containsKey(region)) {
			return;
		}
		RetryToken token = (call != null) ? call.tokens.get(region) : null;
		this.strategy.recordSuccess(RecordSuccessRequest.create((token != null) ? token : initial(region)));
	}

	/**
	 * The retries of one call. Not thread-safe.
	 */
	public static final class OfCall {

		private final Map<RegionCode, RetryToken> tokens = new HashMap<>();

	}

}
