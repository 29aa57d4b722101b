package dev.crossregion.bedrock.client.connection;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * The endpoints, the credentials and the customizers of the SDK clients. The clients
 * ignore Bedrock API keys of the environment other than {@code key}.
 *
 * @param endpoints the endpoints of all source Regions
 * @param credentials sign requests where no key is used
 * @param key the Bedrock API key that authorizes calls, or {@code null} for signatures
 * @param http customize the builder of the blocking HTTP client, last and in this order
 * @param asyncHttp customize the builder of the asynchronous HTTP client, last and in
 * this order
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html">Bedrock API
 * keys</a>
 */
public record ClientAccess(BedrockEndpoints endpoints, AwsCredentialsProvider credentials, @Nullable BedrockApiKey key,
		List<Consumer<Apache5HttpClient.Builder>> http, List<Consumer<NettyNioAsyncHttpClient.Builder>> asyncHttp) {

	/**
	 * Create access.
	 */
	public ClientAccess {
		http = List.copyOf(http);
		asyncHttp = List.copyOf(asyncHttp);
	}

	/**
	 * Check the settings of the endpoints of a source Region before the first call.
	 * @param region the source Region
	 * @param controlPlane whether its control plane is called too
	 * @throws ConnectionSettingException if settings exclude each other or cannot be
	 * read, or if a key would be sent in clear text
	 */
	public void check(RegionCode region, boolean controlPlane) {
		check(this.endpoints.runtime(region));
		if (controlPlane) {
			check(this.endpoints.controlPlane(region));
		}
	}

	/**
	 * Check the settings of Service Quotas before the first request.
	 * @throws ConnectionSettingException if settings exclude each other or cannot be read
	 */
	public void checkServiceQuotas() {
		this.endpoints.serviceQuotas().ifPresent((endpoint) -> new HttpProxies().of(endpoint.uri()));
	}

	private void check(Endpoint endpoint) {
		new HttpProxies().of(endpoint.uri());
		checkKey(endpoint);
	}

	/**
	 * Check that no key is sent in clear text to another machine.
	 * @param endpoint the endpoint of the request
	 */
	void checkKey(Endpoint endpoint) {
		if (this.key != null && endpoint.isExposed()) {
			throw new ConnectionSettingException(
					"The Bedrock API key of " + this.key.place() + " would travel in clear text to " + endpoint.uri()
							+ ", set by " + endpoint.setBy() + ". Everybody on the way could use it.",
					"Give the endpoint with the scheme https, remove the key, or let an AwsCredentialsProvider bean "
							+ "sign the calls: a signature does not give the secret away.");
		}
	}

	ClientAccess with(AwsCredentialsProvider credentials) {
		return new ClientAccess(this.endpoints, credentials, this.key, this.http, this.asyncHttp);
	}

	/**
	 * Create access with credentials alone, without a key and customizers.
	 * @param settings the client settings, which may declare an endpoint for all services
	 * @param credentials sign all requests
	 * @return the access
	 */
	public static ClientAccess of(ClientSettings settings, AwsCredentialsProvider credentials) {
		Endpoint shared = (settings.endpointOverride() != null)
				? new Endpoint(settings.endpointOverride(), "the client settings") : null;
		return new ClientAccess(new BedrockEndpoints(shared, Map.of(), true), credentials, null, List.of(), List.of());
	}

}
