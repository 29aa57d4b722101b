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
 * Resolves endpoint, HTTP settings and credentials of all calls from the connection
 * details and the properties. Closes the default credentials chain if it created one.
 */
public final class BedrockConnection implements AutoCloseable {

	private static final String CLIENT = CrossRegionProperties.PREFIX + ".client.";

	private static final String ENDPOINT = CLIENT + "endpoint-override";

	private static final String EMULATOR_PACKAGE = BedrockConnection.class.getPackageName() + ".emulator";

	private final ClientSettings settings;

	private final ClientAccess access;

	private final @Nullable BedrockApiKey unusedKey;

	private final String credentialsSource;

	private final @Nullable DefaultCredentialsProvider ownCredentials;

	/**
	 * Create a connection.
	 * @param client the properties
	 * @param details take precedence over the properties
	 * @param routes the endpoints of single source Regions
	 * @param authorization the credentials and the API key where the details have none
	 * @param http the customizers of the HTTP client builders
	 */
	BedrockConnection(Client client, BedrockConnectionDetails details, Map<RegionCode, Endpoint> routes,
			Authorization authorization, HttpCustomizers http) {
		URI endpoint = details.getEndpoint();
		boolean fromDetails = !(details instanceof PropertiesBedrockConnectionDetails) && endpoint != null;
		String bean = describe(details);
		URI uri = (fromDetails) ? requireEndpoint(endpoint, bean) : PropertyChecks.endpoint(ENDPOINT, endpoint);
		Endpoint shared = (uri != null) ? new Endpoint(uri, (fromDetails) ? bean : ENDPOINT) : null;
		this.settings = settings(client, uri);
		AwsCredentialsProvider detailsCredentials = details.getCredentialsProvider();
		AwsCredentialsProvider credentialsInUse = (detailsCredentials != null) ? detailsCredentials
				: authorization.credentials();
		BedrockApiKey key = authorization.key();
		this.credentialsSource = (detailsCredentials != null) ? bean : "an AwsCredentialsProvider bean";
		this.unusedKey = (credentialsInUse != null) ? key : null;
		this.ownCredentials = (credentialsInUse != null) ? null : DefaultCredentialsProvider.builder().build();
		this.access = new ClientAccess(new BedrockEndpoints(shared, (fromDetails) ? Map.of() : routes, !fromDetails),
				(credentialsInUse != null) ? credentialsInUse : this.ownCredentials,
				(credentialsInUse != null) ? null : key,
				http.blocking()
					.orderedStream().<Consumer<Apache5HttpClient
							.Builder>>map((customizer) -> customizer::customize)
					.toList(),
				http.async()
					.orderedStream().<Consumer<NettyNioAsyncHttpClient
							.Builder>>map((customizer) -> customizer::customize)
					.toList());
	}

	// Named by its package, because the emulator is an optional dependency. Its
	// toString() names the user's bean.
	private static String describe(BedrockConnectionDetails details) {
		Class<?> type = details.getClass();
		return (type.getPackageName().equals(EMULATOR_PACKAGE)) ? details.toString()
				: "the BedrockConnectionDetails bean of type " + type.getName();
	}

	private static URI requireEndpoint(URI endpoint, String bean) {
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
	 * A Bedrock API key that was found but is not used, because credentials take
	 * precedence.
	 * @return the key, if there is one
	 */
	Optional<BedrockApiKey> unusedKey() {
		return Optional.ofNullable(this.unusedKey);
	}

	/**
	 * Where the credentials come from that take precedence over the key.
	 * @return the place as messages name it
	 */
	String credentialsSource() {
		return this.credentialsSource;
	}

	@Override
	public void close() {
		if (this.ownCredentials != null) {
			this.ownCredentials.close();
		}
	}

	/**
	 * Credentials and API key from beans and the environment.
	 *
	 * @param credentials the {@code AwsCredentialsProvider} bean, or {@code null}
	 * @param key the Bedrock API key of a bean or of the environment, or {@code null}
	 */
	record Authorization(@Nullable AwsCredentialsProvider credentials, @Nullable BedrockApiKey key) {

		// The default chain, which Spring AI publishes as a bean, looks where the key is
		// too, so it says nothing against the key.
		static Authorization of(@Nullable AwsCredentialsProvider credentials, @Nullable SdkTokenProvider token) {
			BedrockApiKey key = (token != null) ? new BedrockApiKey(token, "an SdkTokenProvider bean")
					: BedrockApiKey.ofEnvironment().orElse(null);
			boolean chosen = key == null || !(credentials instanceof DefaultCredentialsProvider);
			return new Authorization((chosen) ? credentials : null, key);
		}

	}

	/**
	 * Customizers of the HTTP client builders.
	 *
	 * @param blocking customizers for blocking calls
	 * @param async customizers for streams and asynchronous calls
	 */
	record HttpCustomizers(ObjectProvider<BedrockHttpClientBuilderCustomizer> blocking,
			ObjectProvider<BedrockAsyncHttpClientBuilderCustomizer> async) {
	}

}
