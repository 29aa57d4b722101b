package dev.crossregion.bedrock.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials of the application. Knows which were given last, so that refused ones
 * are not sent twice, and marks what the provider throws. Thread-safe.
 */
final class TrackedCredentials implements AwsCredentialsProvider {

	private final AwsCredentialsProvider provider;

	private volatile @Nullable AwsCredentialsIdentity last;

	TrackedCredentials(AwsCredentialsProvider provider) {
		this.provider = provider;
	}

	@Override
	public AwsCredentials resolveCredentials() {
		try {
			AwsCredentials credentials = this.provider.resolveCredentials();
			this.last = credentials;
			return credentials;
		}
		catch (RuntimeException ex) {
			throw new CredentialsUnavailableException(ex);
		}
	}

	@Override
	public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
		try {
			return this.provider.resolveIdentity(request).handle((identity, failure) -> {
				if (failure != null) {
					throw new CredentialsUnavailableException(FailureClassifier.unwrap(failure));
				}
				this.last = identity;
				return identity;
			});
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(new CredentialsUnavailableException(ex));
		}
	}

	/**
	 * Ask the provider once more. May block.
	 * @return {@code true} if it gives other credentials than the last ones
	 */
	boolean renew() {
		AwsCredentialsIdentity before = this.last;
		try {
			AwsCredentialsIdentity now = resolveIdentity(ResolveIdentityRequest.builder().build()).join();
			return !now.equals(before);
		}
		catch (CompletionException ex) {
			return false;
		}
	}

}
