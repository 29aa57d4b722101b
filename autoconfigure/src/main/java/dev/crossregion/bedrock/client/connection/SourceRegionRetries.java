package dev.crossregion.bedrock.client.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.crossregion.bedrock.client.failure.RetryHints;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.FailureKind;
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
 * Decides which failures are retried on the same route, and after which backoff. Backoff,
 * jitter and the retry quota are those of the standard retry strategy of the AWS SDK,
 * with a token bucket for each source Region. {@link FailureKind.Remedy} defines for each
 * kind of failure whether a retry can help: a call that got HTTP 503, for example, moves
 * to another route first, and is retried on the same route when no other one is left.
 * Thread-safe.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">Retry
 * behavior</a>
 */
public final class SourceRegionRetries {

	private static final int TOO_MANY_REQUESTS = 429;

	private volatile RetryStrategy strategy;

	/** Source Regions with a token bucket that may not be full. */
	private final ConcurrentMap<RegionCode, Boolean> used = new ConcurrentHashMap<>();

	/**
	 * Create retries with the standard retry strategy of the AWS SDK.
	 */
	public SourceRegionRetries() {
		this(AwsRetryStrategy.standardRetryStrategy());
	}

	/**
	 * Create retries with the backoff and the token bucket of a strategy.
	 * @param strategy the strategy; its maximum of attempts, which the environment may
	 * set, has no effect
	 */
	public SourceRegionRetries(StandardRetryStrategy strategy) {
		this.strategy = withoutMaxAttempts(strategy);
	}

	private static RetryStrategy withoutMaxAttempts(StandardRetryStrategy strategy) {
		return strategy.toBuilder()
			.retryOnException((failure) -> true)
			.treatAsThrottling(SourceRegionRetries::isThrottled)
			.maxAttempts(Integer.MAX_VALUE)
			.build();
	}

	/**
	 * Refill the token buckets of all source Regions.
	 */
	void reset() {
		this.strategy = withoutMaxAttempts(AwsRetryStrategy.standardRetryStrategy());
		this.used.clear();
	}

	private static boolean isThrottled(Throwable failure) {
		return failure instanceof SdkServiceException service && service.statusCode() == TOO_MANY_REQUESTS;
	}

	private RetryToken initialToken(RegionCode region) {
		return this.strategy.acquireInitialToken(AcquireInitialTokenRequest.create(region.value())).token();
	}

	/**
	 * The retries of a new call.
	 * @return the retries of one call
	 */
	public CallRetries forCall() {
		return new CallRetries();
	}

	/**
	 * The retries of one call. Not thread-safe.
	 */
	public final class CallRetries {

		private final Map<RegionCode, RetryToken> tokens = new HashMap<>(0);

		private boolean backedOff;

		private CallRetries() {
		}

		/**
		 * Whether a failure is retried on the same route.
		 * @param kind the last failure of the route, or {@code null} if it has not failed
		 * @return {@code true} if the remedy of the failure allows it; a throttle of the
		 * daily quota is retried after the first backoff of the call alone
		 */
		public boolean isRetriedOnSameRoute(@Nullable FailureKind kind) {
			return kind != null && kind.remedy().allowsSameRoute()
					&& !(this.backedOff && kind.remedy() == FailureKind.Remedy.OTHER_ROUTE_THEN_SAME_ONCE);
		}

		/**
		 * Whether a failure is retried on the same route before the routes that were
		 * throttled, once the call has queued for their quota without success.
		 * @param kind the last failure of the route, or {@code null} if it has not failed
		 * @return {@code true} if it is retried and is no throttle
		 */
		public boolean isRetriedBeforeThrottledRoutes(@Nullable FailureKind kind) {
			return kind != null && isRetriedOnSameRoute(kind) && !kind.refills();
		}

		/**
		 * Take a token for a retry from the bucket of a source Region.
		 * @param region the source Region
		 * @param failure the failure of the last attempt
		 * @return the backoff before the retry, with jitter and at least as long as the
		 * failure asks for; empty if the bucket has no token left
		 */
		public Optional<Duration> backoff(RegionCode region, Throwable failure) {
			SourceRegionRetries.this.used.put(region, Boolean.TRUE);
			RetryToken token = this.tokens.computeIfAbsent(region, SourceRegionRetries.this::initialToken);
			try {
				RefreshRetryTokenResponse response = SourceRegionRetries.this.strategy
					.refreshRetryToken(RefreshRetryTokenRequest.builder()
						.token(token)
						.failure(failure)
						.suggestedDelay(RetryHints.of(failure))
						.build());
				this.tokens.put(region, response.token());
				return Optional.of(response.delay());
			}
			catch (TokenAcquisitionFailedException ex) {
				return Optional.empty();
			}
		}

		/**
		 * Record that a backoff of the call is over.
		 */
		public void backedOff() {
			this.backedOff = true;
		}

		/**
		 * Record a success, which refills a part of the token bucket.
		 * @param region the source Region that has answered
		 */
		public void succeeded(RegionCode region) {
			if (!SourceRegionRetries.this.used.containsKey(region)) {
				return;
			}
			RetryToken token = this.tokens.get(region);
			SourceRegionRetries.this.strategy
				.recordSuccess(RecordSuccessRequest.create((token != null) ? token : initialToken(region)));
		}

	}

}
