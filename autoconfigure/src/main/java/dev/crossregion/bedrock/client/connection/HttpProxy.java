package dev.crossregion.bedrock.client.connection;

import java.net.URI;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/**
 * A proxy, and the settings of the SDK's HTTP clients for it. The clients' own detection
 * of proxies is turned off.
 *
 * @param scheme the protocol between client and proxy, {@code http} or {@code https}
 * @param host its host
 * @param port its port
 * @param user the user name, or {@code null}
 * @param password the password, or {@code null}
 */
record HttpProxy(String scheme, String host, int port, @Nullable String user, @Nullable String password) {

	static ProxyConfiguration apache(@Nullable HttpProxy proxy) {
		ProxyConfiguration.Builder builder = ProxyConfiguration.builder()
			.useSystemPropertyValues(false)
			.useEnvironmentVariableValues(false)
			.nonProxyHosts(Set.of());
		if (proxy != null) {
			builder.endpoint(URI.create(proxy.scheme + "://" + proxy.host + ":" + proxy.port));
			if (proxy.user != null) {
				builder.username(proxy.user)
					.password((proxy.password != null) ? proxy.password : "")
					.preemptiveBasicAuthenticationEnabled(true);
			}
		}
		return builder.build();
	}

	static software.amazon.awssdk.http.nio.netty.ProxyConfiguration netty(@Nullable HttpProxy proxy) {
		software.amazon.awssdk.http.nio.netty.ProxyConfiguration.Builder builder = software.amazon.awssdk.http.nio.netty.ProxyConfiguration
			.builder()
			.useSystemPropertyValues(false)
			.useEnvironmentVariableValues(false)
			.nonProxyHosts(Set.of());
		if (proxy != null) {
			builder.scheme(proxy.scheme).host(proxy.host).port(proxy.port);
			if (proxy.user != null) {
				builder.username(proxy.user).password((proxy.password != null) ? proxy.password : "");
			}
		}
		return builder.build();
	}

	/**
	 * The proxy without its password.
	 */
	@Override
	public String toString() {
		return this.scheme + "://" + this.host + ":" + this.port;
	}

}
