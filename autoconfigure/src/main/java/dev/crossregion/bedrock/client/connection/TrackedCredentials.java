package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.client.failure.CredentialsUnavailableException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Wraps the credentials provider of the application. Counts changes of the credentials,
 * so that refused credentials are not sent again, and marks the failures of the provider
 * as {@link CredentialsUnavailableException}. Thread-safe.
 */
public final class TrackedCredentials implements AwsCredentialsProvider {

	private final AwsCredentialsProvider provider;

	private final AtomicReference<@Nullable AwsCredentialsIdentity> last = new AtomicReference<>();

	private final AtomicLong version = new AtomicLong();

	private final AtomicInteger pending = new AtomicInteger();

	/**
	 * Track credentials.
	 * @param provider the provider of the application
	 */
	public TrackedCredentials(AwsCredentialsProvider provider) {
		this.provider = provider;
	}

	@Override
	public AwsCredentials resolveCredentials() {
		this.pending.incrementAndGet();
		try {
			AwsCredentials credentials = this.provider.resolveCredentials();
			if (credentials == null) {
				throw CredentialsUnavailableException.missing();
			}
			resolved(credentials);
			return credentials;
		}
		catch (RuntimeException | Error ex) {
			this.version.incrementAndGet();
			throw new CredentialsUnavailableException(ex);
		}
		finally {
			this.pending.decrementAndGet();
		}
	}

	@Override
	public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
		this.pending.incrementAndGet();
		try {
			return this.provider.resolveIdentity(request).handle((identity, failure) -> {
				this.pending.decrementAndGet();
				if (failure != null || identity == null) {
					this.version.incrementAndGet();
					throw CredentialsUnavailableException.of(failure);
				}
				resolved(identity);
				return identity;
			});
		}
		catch (RuntimeException | Error ex) {
			this.pending.decrementAndGet();
			this.version.incrementAndGet();
			return CompletableFuture.failedFuture(new CredentialsUnavailableException(ex));
		}
	}

	// Runs for each call, and most providers return the same object for minutes.
	private void resolved(AwsCredentialsIdentity identity) {
		if (this.last.get() == identity) {
			return;
		}
		AwsCredentialsIdentity before = this.last.getAndSet(identity);
		if (before != null && !before.equals(identity)) {
			this.version.incrementAndGet();
		}
	}

	/**
	 * Whether the provider was asked and has not answered yet.
	 * @return {@code true} while a call waits for credentials
	 */
	public boolean isPending() {
		return this.pending.get() > 0;
	}

	/**
	 * How often the provider has given other credentials than before, or none.
	 * @return the number, which only grows
	 */
	long version() {
		return this.version.get();
	}

	/**
	 * Ask the provider once more. May block.
	 * @param before the changes when the attempt began that failed: other calls may have
	 * got the new credentials since
	 * @return {@code true} if it gives credentials that the attempt did not have
	 */
	boolean renew(long before) {
		try {
			resolveIdentity(ResolveIdentityRequest.builder().build()).join();
			return version() > before;
		}
		catch (CompletionException | CancellationException ex) {
			return false;
		}
	}

}
