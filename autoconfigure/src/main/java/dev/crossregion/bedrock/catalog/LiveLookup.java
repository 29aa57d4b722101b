package dev.crossregion.bedrock.catalog;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.client.failure.CredentialsUnavailableException;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrock.BedrockClient;

/**
 * Looks up all source Regions at the same time, each on a thread of its own that makes
 * one call after another over one connection. The threads end with the look-up. Calls
 * without a response when the timeout expires are cancelled.
 */
final class LiveLookup {

	private final ExecutorService executor = Executors.newCachedThreadPool(new DaemonThreads("bedrock-control-plane-"));

	private final CompletableFuture<Void> answers;

	private final CompletableFuture<List<RegionLookupResult>> findings;

	/**
	 * Start a look-up.
	 * @param clients the control plane of each source Region
	 * @param targets the source Regions, each with the profiles that are named there
	 * @param account what is read about the account
	 * @param timeout the timeout for all Regions together
	 * @param now the date of the evidence
	 */
	LiveLookup(Function<RegionCode, BedrockClient> clients, SortedMap<RegionCode, List<BedrockArn>> targets,
			AccountReads account, Duration timeout, Instant now) {
		long deadline = System.nanoTime() + timeout.toNanos();
		List<RegionLookup> regionLookups = new ArrayList<>();
		targets.forEach(
				(region, named) -> regionLookups.add(startRegionLookup(region, named, account, clients, deadline)));
		this.answers = CompletableFuture
			.allOf(regionLookups.stream().flatMap(RegionLookup::parts).toArray(CompletableFuture<?>[]::new))
			.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
		this.findings = this.answers.handle((done, failure) -> {
			try {
				return regionLookups.stream().map((regionLookup) -> regionLookup.finding(timeout, now)).toList();
			}
			finally {
				shutDown(failure instanceof TimeoutException);
			}
		});
	}

	private RegionLookup startRegionLookup(RegionCode region, List<BedrockArn> named, AccountReads account,
			Function<RegionCode, BedrockClient> clients, long deadline) {
		CompletableFuture<LiveRegionReader> reader = CompletableFuture
			.supplyAsync(() -> new LiveRegionReader(region, client(region, clients), deadline), this.executor);
		CompletableFuture<ProfileListing> profiles = new CompletableFuture<>();
		CompletableFuture<ModelListing> models = new CompletableFuture<>();
		CompletableFuture<Optional<String>> retention = (account.retention().contains(region))
				? new CompletableFuture<>() : CompletableFuture.completedFuture(Optional.empty());
		Set<Guardrail> guards = account.guardrails().getOrDefault(region, Set.of());
		CompletableFuture<GuardrailListing> guardrails = (!guards.isEmpty()) ? new CompletableFuture<>()
				: CompletableFuture.completedFuture(GuardrailListing.NONE);
		reader.whenCompleteAsync((ready, failure) -> {
			complete(profiles, () -> reader.join().profiles(named));
			complete(models, () -> reader.join().models());
			complete(retention, () -> Optional.of(reader.join().retention()));
			complete(guardrails, () -> reader.join().guardrails(guards));
		}, this.executor);
		return new RegionLookup(region, reader, profiles, models, retention, guardrails);
	}

	// After the timeout the part is already completed, and no call is made.
	private static <T> void complete(CompletableFuture<T> part, Supplier<T> query) {
		if (part.isDone()) {
			return;
		}
		try {
			part.complete(query.get());
		}
		catch (Throwable ex) {
			part.completeExceptionally(ex);
		}
	}

	private static BedrockClient client(RegionCode region, Function<RegionCode, BedrockClient> clients) {
		try {
			return clients.apply(region);
		}
		catch (RuntimeException ex) {
			throw SdkClientException.create("there is no client for " + region + ": " + ex.getMessage(), ex);
		}
	}

	// Without a timeout, this runs on a thread of the look-up, which must not interrupt
	// itself.
	private void shutDown(boolean outstanding) {
		if (outstanding) {
			this.executor.shutdownNow();
		}
		else {
			this.executor.shutdown();
		}
	}

	/**
	 * The findings, complete when every Region has answered or the timeout has expired.
	 * They fail only with an {@link Error}.
	 * @return a finding for each source Region, in order
	 */
	CompletableFuture<List<RegionLookupResult>> findings() {
		return this.findings;
	}

	/**
	 * Cancel the calls that have no response yet.
	 */
	void cancel() {
		this.answers.completeExceptionally(new TimeoutException());
	}

	/**
	 * The calls to one Region, each of which succeeds or fails independently of the
	 * other.
	 */
	private record RegionLookup(RegionCode region, CompletableFuture<LiveRegionReader> reader,
			CompletableFuture<ProfileListing> profiles, CompletableFuture<ModelListing> models,
			CompletableFuture<Optional<String>> retention, CompletableFuture<GuardrailListing> guardrails) {

		Stream<CompletableFuture<?>> parts() {
			return Stream.of(this.profiles, this.models, this.retention, this.guardrails);
		}

		RegionLookupResult finding(Duration timeout, Instant now) {
			ControlPlaneFailure failure = failureOf(this.profiles, LiveRegionReader.LIST_INFERENCE_PROFILES, timeout);
			ControlPlaneFailure unknown = failureOf(this.retention, LiveRegionReader.GET_ACCOUNT_DATA_RETENTION,
					timeout);
			String retention = (unknown != null) ? null : this.retention.join().orElse(null);
			ControlPlaneFailure unread = failureOf(this.guardrails, LiveRegionReader.GET_GUARDRAIL, timeout);
			GuardrailListing guardrails = (unread != null) ? new GuardrailListing(Map.of(), Set.of(), List.of(unread))
					: this.guardrails.join();
			if (failure != null) {
				return RegionLookupResult.failed(this.region, now, failure)
					.withRetention(retention, unknown)
					.withGuardrails(guardrails);
			}
			failure = failureOf(this.models, LiveRegionReader.LIST_FOUNDATION_MODELS, timeout);
			return RegionLookupResult
				.of(this.region, now, this.profiles.join(), (failure != null) ? null : this.models.join(), failure)
				.withRetention(retention, unknown)
				.withGuardrails(guardrails);
		}

		// A response after this point is ignored as late.
		private @Nullable ControlPlaneFailure failureOf(CompletableFuture<?> part, String operation, Duration timeout) {
			part.completeExceptionally(timedOut(timeout));
			try {
				part.join();
				return null;
			}
			catch (CompletionException ex) {
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				return ControlPlaneFailure.of(this.region, operation, ex, endpoint());
			}
		}

		private RuntimeException timedOut(Duration timeout) {
			String within = " within " + timeout.toMillis() + " ms";
			return (ready().filter(LiveRegionReader::waitsForCredentials).isPresent())
					? new CredentialsUnavailableException(
							SdkClientException.create("the provider of credentials did not answer" + within))
					: ApiCallTimeoutException.builder().message("no answer" + within).build();
		}

		private @Nullable URI endpoint() {
			return ready().map(LiveRegionReader::endpoint).orElse(null);
		}

		private Optional<LiveRegionReader> ready() {
			return (this.reader.isDone() && !this.reader.isCompletedExceptionally()) ? Optional.of(this.reader.join())
					: Optional.empty();
		}

	}

}
