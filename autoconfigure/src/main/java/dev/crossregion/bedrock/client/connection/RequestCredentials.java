package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.failure.CredentialsUnavailableException;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * The credentials that a request overrides. Marks the exceptions of their provider, so
 * that they are not classified as failures of the connection to Amazon Bedrock.
 *
 * @param provider the credentials provider of the request
 */
public record RequestCredentials(IdentityProvider<? extends AwsCredentialsIdentity> provider)
		implements
			IdentityProvider<AwsCredentialsIdentity> {

	@Override
	public Class<AwsCredentialsIdentity> identityType() {
		return AwsCredentialsIdentity.class;
	}

	@Override
	public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
		try {
			return this.provider.resolveIdentity(request).handle((identity, failure) -> {
				if (failure != null) {
					throw new CredentialsUnavailableException(FailureClassifier.unwrap(failure));
				}
				return identity;
			});
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(new CredentialsUnavailableException(ex));
		}
	}

}
