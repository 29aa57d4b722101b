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
 * The endpoints, the credentials and the HTTP client customizers of calls. A Bedrock API
 * key of the environment has no effect beside it.
 *
 * @param endpoints the endpoints
 * @param credentials the credentials that sign calls without an API key
 * @param key the Bedrock API key that authorizes calls, or {@code null} for signatures
 * @param http customizers of the blocking HTTP client, applied last and in order
 * @param asyncHttp customizers of the asynchronous HTTP client, applied last and in order
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
	 * Check the endpoints of a source Region before the first call.
	 * @param region the source Region
	 * @param controlPlane whether to check the control plane too
	 * @throws ConnectionSettingException if settings exclude each other or cannot be
	 * read, or if a key would travel in clear text
	 */
	public void check(RegionCode region, boolean controlPlane) {
		check(this.endpoints.runtime(region));
		if (controlPlane) {
			check(this.endpoints.controlPlane(region));
		}
	}

	/**
	 * Check the endpoint of Service Quotas before the first call.
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
	 * @param endpoint the endpoint that the key would be sent to
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
	 * Access with credentials alone.
	 * @param settings the settings, of which the endpoint override is used
	 * @param credentials the credentials that sign all calls
	 * @return the access
	 */
	public static ClientAccess of(ClientSettings settings, AwsCredentialsProvider credentials) {
		Endpoint shared = (settings.endpointOverride() != null)
				? new Endpoint(settings.endpointOverride(), "the client settings") : null;
		return new ClientAccess(new BedrockEndpoints(shared, Map.of(), true), credentials, null, List.of(), List.of());
	}

}
