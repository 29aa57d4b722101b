package dev.crossregion.bedrock.client.connection;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the proxy through which an endpoint is called. The system properties of the JDK
 * come first ({@code https.proxyHost}, {@code https.proxyPort} and so on, by the scheme
 * of the endpoint), then the environment ({@code HTTPS_PROXY}). A host that
 * {@code http.nonProxyHosts} or {@code NO_PROXY} names is called directly, and so is the
 * local machine, whatever the settings are.
 * <p>
 * The HTTP clients of the SDK have different rules for proxies: two of them read only the
 * settings for {@code http}, and the third one follows the JDK. All of them are therefore
 * configured with the proxy from here, and their own detection is turned off.
 */
public final class HttpProxies {

	private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

	private static final int MAX_PORT = 65_535;

	private final UnaryOperator<@Nullable String> properties;

	private final UnaryOperator<@Nullable String> variables;

	public HttpProxies() {
		this(System::getProperty, (name) -> SdkSetting.ofVariable(name).map(SdkSetting::value).orElse(null));
	}

	public HttpProxies(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
		this.properties = properties;
		this.variables = variables;
	}

	/**
	 * The proxy for an endpoint.
	 * @param endpoint the endpoint
	 * @return the proxy, or {@code null} to connect directly
	 * @throws ConnectionSettingException if the setting of the proxy is invalid
	 */
	@Nullable HttpProxy of(URI endpoint) {
		String host = host(endpoint.getHost());
		if (isLoopback(host) || isExcluded(host, port(endpoint))) {
			return null;
		}
		String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
		HttpProxy proxy = ofProperties(scheme);
		return (proxy != null) ? proxy : ofVariables(scheme);
	}

	private static int port(URI endpoint) {
		return (endpoint.getPort() != -1) ? endpoint.getPort() : defaultPort(endpoint.getScheme());
	}

	private static int defaultPort(String scheme) {
		return ("https".equalsIgnoreCase(scheme)) ? 443 : 80;
	}

	private static String host(String host) {
		String bare = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		String name = bare.toLowerCase(Locale.ROOT);
		return (name.endsWith(".")) ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * Whether a host is this machine.
	 * @param host a name or an address, as in a URI
	 * @return {@code true} for a loopback name or address
	 */
	static boolean isLoopback(String host) {
		String name = host(host);
		if (name.equals("localhost") || name.endsWith(".localhost")) {
			return true;
		}
		InetAddress address = address(name);
		return address != null && address.isLoopbackAddress();
	}

	// Makes no DNS query: only literal addresses are parsed.
	private static @Nullable InetAddress address(String host) {
		if (!IP_ADDRESS.matcher(host).matches()) {
			return null;
		}
		try {
			return InetAddress.getByName(host);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private @Nullable HttpProxy ofProperties(String scheme) {
		String host = text(this.properties.apply(scheme + ".proxyHost"));
		if (host == null) {
			return null;
		}
		String property = scheme + ".proxyPort";
		String port = text(this.properties.apply(property));
		return new HttpProxy("http", host(host),
				(port != null) ? port("The system property " + property, port) : defaultPort(scheme),
				text(this.properties.apply(scheme + ".proxyUser")), this.properties.apply(scheme + ".proxyPassword"));
	}

	private static int port(String place, String text) {
		try {
			int port = Integer.parseInt(text);
			if (port > 0 && port <= MAX_PORT) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below.
		}
		throw new ConnectionSettingException(place + " is '" + text + "', and that is not a port.",
				"Write a number from 1 to " + MAX_PORT + ", or remove it.");
	}

	private @Nullable HttpProxy ofVariables(String scheme) {
		String name = scheme + "_proxy";
		String value = text(this.variables.apply(name));
		if (value == null) {
			name = name.toUpperCase(Locale.ROOT);
			value = text(this.variables.apply(name));
		}
		return (value != null) ? proxy(name, value) : null;
	}

	private static HttpProxy proxy(String variable, String value) {
		URI uri = null;
		try {
			uri = new URI((value.contains("://")) ? value : "http://" + value);
		}
		catch (URISyntaxException ex) {
			// Reported below without the value, which may contain a password.
		}
		if (uri == null || uri.getHost() == null
				|| !List.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT))
				|| uri.getPort() > MAX_PORT || uri.getPort() == 0) {
			throw new ConnectionSettingException(
					"The environment variable " + variable
							+ " names no proxy that can be used: it must be a URL with the scheme http or https.",
					"Write for example http://proxy.example.org:3128, or remove it.");
		}
		String[] user = (uri.getRawUserInfo() != null) ? uri.getRawUserInfo().split(":", 2) : new String[0];
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		return new HttpProxy(scheme, host(uri.getHost()), (uri.getPort() != -1) ? uri.getPort() : defaultPort(scheme),
				(user.length > 0 && !user[0].isEmpty()) ? decoded(user[0]) : null,
				(user.length > 1) ? decoded(user[1]) : null);
	}

	// URLDecoder decodes a plus sign to a space, which is right only for forms.
	private static String decoded(String text) {
		return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
	}

	private boolean isExcluded(String host, int port) {
		return entries(this.properties.apply("http.nonProxyHosts"), "\\|").anyMatch((entry) -> glob(entry, host))
				|| entries(noProxy(), "[,|\\s]").anyMatch((entry) -> excludes(entry, host, port));
	}

	private @Nullable String noProxy() {
		String value = text(this.variables.apply("no_proxy"));
		return (value != null) ? value : this.variables.apply("NO_PROXY");
	}

	private static Stream<String> entries(@Nullable String list, String separators) {
		return (list != null) ? Arrays.stream(list.split(separators))
			.map((entry) -> entry.strip().toLowerCase(Locale.ROOT))
			.filter((entry) -> !entry.isEmpty()) : Stream.empty();
	}

	// A name matches its subdomains too, as is usual for this variable.
	private static boolean excludes(String entry, String host, int port) {
		int slash = entry.indexOf('/');
		if (slash > 0) {
			return isWithin(entry.substring(0, slash), entry.substring(slash + 1), host);
		}
		String name = entry;
		int colon = entry.lastIndexOf(':');
		boolean hasPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
		if (hasPort) {
			if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
				return false;
			}
			name = entry.substring(0, colon);
		}
		name = host((name.startsWith(".")) ? name.substring(1) : name);
		if (glob(name, host)) {
			return true;
		}
		InetAddress address = address(name);
		return (address != null) ? address.equals(address(host)) : host.endsWith("." + name);
	}

	private static boolean glob(String pattern, String host) {
		String name = (pattern.startsWith("[")) ? host(pattern) : pattern;
		return Pattern.matches(
				Arrays.stream(name.split("\\*", -1)).map(Pattern::quote).reduce((a, b) -> a + ".*" + b).orElse(""),
				host);
	}

	private static boolean isWithin(String network, String bits, String host) {
		InetAddress base = address(host(network));
		InetAddress address = address(host);
		if (base == null || address == null || !bits.matches("[0-9]{1,3}")) {
			return false;
		}
		byte[] expected = base.getAddress();
		byte[] actual = address.getAddress();
		int length = Integer.parseInt(bits);
		if (expected.length != actual.length || length > expected.length * Byte.SIZE) {
			return false;
		}
		for (int bit = 0; bit < length; bit++) {
			int mask = 0x80 >> (bit % Byte.SIZE);
			if (((expected[bit / Byte.SIZE] ^ actual[bit / Byte.SIZE]) & mask) != 0) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable String text(@Nullable String value) {
		return Optional.ofNullable(value).map(String::strip).filter((text) -> !text.isEmpty()).orElse(null);
	}

}
