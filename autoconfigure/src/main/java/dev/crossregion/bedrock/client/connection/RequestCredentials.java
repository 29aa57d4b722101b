package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.failure.CredentialsUnavailableException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Wraps the credentials provider of one request. Marks its failures as
 * {@link CredentialsUnavailableException}, so that they are not classified as failures of
 * Amazon Bedrock or the connection.
 *
 * @param provider the provider of the request
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
				if (failure != null || identity == null) {
					throw CredentialsUnavailableException.of(failure);
				}
				return identity;
			});
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(new CredentialsUnavailableException(ex));
		}
	}

}
