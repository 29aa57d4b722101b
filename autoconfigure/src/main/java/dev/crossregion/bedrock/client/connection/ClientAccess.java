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
 * Who is called, by whom, and with which HTTP clients. Nothing that the environment says
 * of a Bedrock API key counts beside it.
 *
 * @param endpoints which endpoints are called
 * @param credentials sign calls where no key is used
 * @param key the Bedrock API key that authorizes calls, or {@code null} for signatures
 * @param http what is done last to the builder of the HTTP client that blocks, in order
 * @param asyncHttp what is done last to the builder of the HTTP client that does not
 * block, in order
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
	 * Check that the endpoints of a source Region can be called, before anybody does.
	 * @param region the source Region
	 * @param controlPlane whether its control plane is asked too
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
	 * Check that Service Quotas can be asked, before anybody does.
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
	 * @param endpoint the endpoint that would get it
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
	 * Access that only credentials decide.
	 * @param settings may have an endpoint for everything
	 * @param credentials sign all calls
	 * @return the access
	 */
	public static ClientAccess of(ClientSettings settings, AwsCredentialsProvider credentials) {
		Endpoint shared = (settings.endpointOverride() != null)
				? new Endpoint(settings.endpointOverride(), "the client settings") : null;
		return new ClientAccess(new BedrockEndpoints(shared, Map.of(), true), credentials, null, List.of(), List.of());
	}

}
