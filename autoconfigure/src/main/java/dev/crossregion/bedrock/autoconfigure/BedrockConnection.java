package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Client;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.client.connection.BedrockApiKey;
import dev.crossregion.bedrock.client.connection.BedrockEndpoints;
import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.client.connection.ClientAccess;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.ConnectionSettingException;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

import org.springframework.beans.factory.ObjectProvider;

/**
 * How calls reach Amazon Bedrock and what authorizes them. Closes the credentials that it
 * made itself.
 */
public final class BedrockConnection implements AutoCloseable {

	private static final String CLIENT = CrossRegionProperties.PREFIX + ".client.";

	private static final String ENDPOINT = CLIENT + "endpoint-override";

	private static final String EMULATOR = BedrockConnection.class.getPackageName() + ".emulator";

	private final ClientSettings settings;

	private final ClientAccess access;

	private final @Nullable BedrockApiKey unusedKey;

	private final String signer;

	private final @Nullable DefaultCredentialsProvider owned;

	/**
	 * Create a connection.
	 * @param client the properties
	 * @param details what wins over the properties
	 * @param routes the endpoints of single source Regions
	 * @param authorization what authorizes calls when the details do not say
	 * @param http changes the builders of HTTP clients
	 */
	BedrockConnection(Client client, BedrockConnectionDetails details, Map<RegionCode, Endpoint> routes,
			Authorization authorization, HttpCustomizers http) {
		URI endpoint = details.getEndpoint();
		boolean standsIn = !(details instanceof PropertiesBedrockConnectionDetails) && endpoint != null;
		String bean = nameOf(details);
		URI uri = (standsIn) ? checked(endpoint, bean) : PropertyChecks.endpoint(ENDPOINT, endpoint);
		Endpoint shared = (uri != null) ? new Endpoint(uri, (standsIn) ? bean : ENDPOINT) : null;
		this.settings = settings(client, uri);
		AwsCredentialsProvider ofDetails = details.getCredentialsProvider();
		AwsCredentialsProvider given = (ofDetails != null) ? ofDetails : authorization.credentials();
		BedrockApiKey key = authorization.key();
		this.signer = (ofDetails != null) ? bean : "an AwsCredentialsProvider bean";
		this.unusedKey = (given != null) ? key : null;
		this.owned = (given != null) ? null : DefaultCredentialsProvider.builder().build();
		this.access = new ClientAccess(new BedrockEndpoints(shared, (standsIn) ? Map.of() : routes, !standsIn),
				(given != null) ? given : this.owned, (given != null) ? null : key,
				http.blocking()
					.orderedStream().<Consumer<Apache5HttpClient
							.Builder>>map((customizer) -> customizer::customize)
					.toList(),
				http.async()
					.orderedStream().<Consumer<NettyNioAsyncHttpClient
							.Builder>>map((customizer) -> customizer::customize)
					.toList());
	}

	// The user's bean is the emulator, which the details are made of. The emulator need
	// not
	// be on the class path.
	private static String nameOf(BedrockConnectionDetails details) {
		Class<?> type = details.getClass();
		return (type.getPackageName().equals(EMULATOR)) ? details.toString()
				: "the BedrockConnectionDetails bean of type " + type.getName();
	}

	private static URI checked(URI endpoint, String bean) {
		if (!PropertyChecks.isEndpoint(endpoint)) {
			throw new ConnectionSettingException(
					"The endpoint of Amazon Bedrock is given by " + bean + " as '" + endpoint
							+ "', and that is not an absolute URI with the scheme http or https.",
					"Let the bean give an absolute URI, such as http://localhost:8181, or null for the endpoints of AWS.");
		}
		return endpoint;
	}

	private static ClientSettings settings(Client client, @Nullable URI endpoint) {
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

	/**
	 * Whether calls are authorized by a Bedrock API key.
	 * @return {@code false} if credentials sign them
	 */
	public boolean usesApiKey() {
		return this.access.key() != null;
	}

	ClientAccess access() {
		return this.access;
	}

	AwsCredentialsProvider credentials() {
		return this.access.credentials();
	}

	/**
	 * A Bedrock API key that was found and that no call uses.
	 * @return the key, if there is one
	 */
	Optional<BedrockApiKey> unusedKey() {
		return Optional.ofNullable(this.unusedKey);
	}

	/**
	 * What gave the credentials that a key gives way to.
	 * @return what messages call it
	 */
	String signer() {
		return this.signer;
	}

	@Override
	public void close() {
		if (this.owned != null) {
			this.owned.close();
		}
	}

	/**
	 * What authorizes calls, beside the connection details.
	 *
	 * @param credentials credentials that the application declares, or {@code null}
	 * @param key the key that it declares or has in its environment, or {@code null}
	 */
	record Authorization(@Nullable AwsCredentialsProvider credentials, @Nullable BedrockApiKey key) {

		static Authorization of(@Nullable AwsCredentialsProvider credentials, @Nullable SdkTokenProvider token) {
			return new Authorization(credentials, (token != null) ? new BedrockApiKey(token, "an SdkTokenProvider bean")
					: BedrockApiKey.ofEnvironment().orElse(null));
		}

	}

	/**
	 * What changes the builders of HTTP clients.
	 *
	 * @param blocking those for calls that block
	 * @param async those for calls that do not
	 */
	record HttpCustomizers(ObjectProvider<BedrockHttpClientBuilderCustomizer> blocking,
			ObjectProvider<BedrockAsyncHttpClientBuilderCustomizer> async) {
	}

}
