package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.CrossRegionProperties.Client;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.client.ClientSettings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * How calls reach Amazon Bedrock and what signs them. Closes the credentials that it made
 * itself.
 */
final class BedrockConnection implements AutoCloseable {

	private static final String CLIENT = CrossRegionProperties.PREFIX + ".client.";

	private final ClientSettings settings;

	private final AwsCredentialsProvider credentials;

	private final @Nullable DefaultCredentialsProvider owned;

	/**
	 * Create a connection.
	 * @param client the properties
	 * @param details what wins over the properties
	 * @param credentials what signs calls when the details do not say, or {@code null}
	 * for the default chain of the SDK
	 */
	BedrockConnection(Client client, BedrockConnectionDetails details, @Nullable AwsCredentialsProvider credentials) {
		this.settings = settings(client, details.getEndpoint());
		AwsCredentialsProvider given = (details.getCredentialsProvider() != null) ? details.getCredentialsProvider()
				: credentials;
		this.owned = (given != null) ? null : DefaultCredentialsProvider.builder().build();
		this.credentials = (given != null) ? given : this.owned;
	}

	private static ClientSettings settings(Client client, @Nullable URI endpoint) {
		if (endpoint != null
				&& (endpoint.getHost() == null || !List.of("http", "https").contains(endpoint.getScheme()))) {
			throw new InvalidPropertyException(CLIENT + "endpoint-override", endpoint,
					"it must be an absolute URI with the scheme http or https", List.of("http://localhost:8181"));
		}
		PropertyChecks.atLeastOne(CLIENT + "max-connections", client.maxConnections(), "1000");
		return new ClientSettings(endpoint, client.maxConnections(),
				PropertyChecks.positive(CLIENT + "connect-timeout", client.connectTimeout(), "2s"),
				PropertyChecks.positive(CLIENT + "read-timeout", client.readTimeout(), "10m"),
				PropertyChecks.positive(CLIENT + "first-token-timeout", client.firstTokenTimeout(), "60s"),
				PropertyChecks.positive(CLIENT + "stall-timeout", client.stallTimeout(), "60s"));
	}

	ClientSettings settings() {
		return this.settings;
	}

	AwsCredentialsProvider credentials() {
		return this.credentials;
	}

	@Override
	public void close() {
		if (this.owned != null) {
			this.owned.close();
		}
	}

}
