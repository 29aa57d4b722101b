package dev.crossregion.bedrock.client.connection;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HttpProxies}.
 */
class HttpProxiesTests {

	private static final String RUNTIME = "https://bedrock-runtime.eu-central-1.amazonaws.com";

	private final Map<String, String> properties = new HashMap<>();

	private final Map<String, String> variables = new HashMap<>();

	private HttpProxy proxy(String endpoint) {
		return new HttpProxies(this.properties::get, this.variables::get).of(URI.create(endpoint));
	}

	@Test
	void withoutSettingsConnectsDirectly() {
		assertThat(proxy(RUNTIME)).isNull();
	}

	@Test
	void schemeOfTheEndpointDecidesWhichVariableCounts() {
		this.variables.put("HTTP_PROXY", "http://cleartext:1");
		this.variables.put("HTTPS_PROXY", "http://secure:2");
		assertThat(proxy(RUNTIME)).hasToString("http://secure:2");
		assertThat(proxy("http://gateway.example.org")).hasToString("http://cleartext:1");
		this.variables.remove("HTTPS_PROXY");
		assertThat(proxy(RUNTIME)).isNull();
	}

	@Test
	void schemeOfTheEndpointDecidesWhichPropertiesCount() {
		this.properties.put("https.proxyHost", "secure");
		assertThat(proxy(RUNTIME)).hasToString("http://secure:443");
		assertThat(proxy("http://gateway.example.org")).isNull();
		this.properties.put("http.proxyHost", "cleartext");
		this.properties.put("http.proxyPort", "3128");
		this.properties.put("https.proxyPort", " 3129 ");
		assertThat(proxy(RUNTIME)).hasToString("http://secure:3129");
		assertThat(proxy("HTTP://gateway.example.org")).hasToString("http://cleartext:3128");
	}

	@Test
	void propertiesComeBeforeVariablesAndLowerCaseBeforeUpperCase() {
		this.variables.put("HTTPS_PROXY", "http://upper:1");
		this.variables.put("https_proxy", "lower:2");
		assertThat(proxy(RUNTIME)).hasToString("http://lower:2");
		this.properties.put("https.proxyHost", "property");
		assertThat(proxy(RUNTIME)).hasToString("http://property:443");
	}

	@Test
	void emptySettingsAreNone() {
		this.properties.put("https.proxyHost", " ");
		this.variables.put("https_proxy", "");
		this.variables.put("HTTPS_PROXY", " ");
		assertThat(proxy(RUNTIME)).isNull();
		this.variables.put("HTTPS_PROXY", "http://upper:1");
		assertThat(proxy(RUNTIME)).hasToString("http://upper:1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8181", "https://LOCALHOST", "http://app.localhost", "http://127.0.0.1:1",
			"http://127.8.9.10", "http://[::1]:8181", "https://[0:0:0:0:0:0:0:1]", "http://localhost." })
	void thisMachineIsNeverReachedThroughAProxy(String endpoint) {
		this.properties.put("http.proxyHost", "proxy");
		this.properties.put("https.proxyHost", "proxy");
		this.properties.put("http.nonProxyHosts", "");
		this.variables.put("HTTP_PROXY", "not a proxy");
		assertThat(proxy(endpoint)).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "http://localhost.example.org", "http://127.example.org", "http://128.0.0.1", "http://[::2]" })
	void otherMachinesAreWhateverTheyAreCalled(String endpoint) {
		this.variables.put("HTTP_PROXY", "proxy:1");
		assertThat(proxy(endpoint)).hasToString("http://proxy:1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "amazonaws.com", ".amazonaws.com", "*.amazonaws.com", "x,AmazonAWS.com ",
			"a b bedrock-runtime.eu-central-1.amazonaws.com", "bedrock-runtime.*.amazonaws.com", "amazonaws.com:443",
			"one|amazonaws.com" })
	void noProxyExcludes(String list) {
		this.variables.put("HTTPS_PROXY", "http://proxy:1");
		this.variables.put("NO_PROXY", list);
		assertThat(proxy(RUNTIME)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", "aws.com", "amazonaws.com:8443", "amazonaws.com.example.org", "eu-central-1",
			"10.0.0.0/8", "(" })
	void noProxyExcludesNothingElse(String list) {
		this.variables.put("HTTPS_PROXY", "http://proxy:1");
		this.variables.put("NO_PROXY", list);
		assertThat(proxy(RUNTIME)).hasToString("http://proxy:1");
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 10.0.0.0/8, true", "11.1.2.3, 10.0.0.0/8, false", "10.1.2.3, 10.1.2.3, true",
			"10.1.2.3, 2.3, false", "10.1.2.3, 10.1.2.3:443, true", "10.1.2.3, 10.1.2.3:80, false",
			"[fd00::1], fd00::/8, true", "[fe00::1], fd00::/8, false", "[fd00::1], fd00:0:0:0:0:0:0:1, true",
			"[fd00::1], [fd00::1]:443, true", "10.1.2.3, 10.0.0.0/99, false", "10.1.2.3, fd00::/8, false",
			"10.1.2.3, 10.1.*, true" })
	void noProxyTakesAddressesAndNetworks(String host, String list, boolean direct) {
		this.variables.put("https_proxy", "http://proxy:1");
		this.variables.put("no_proxy", list);
		assertThat(proxy("https://" + host) == null).isEqualTo(direct);
	}

	@Test
	void nonProxyHostsExcludeWhateverSaysWhichProxyThereIs() {
		this.variables.put("HTTPS_PROXY", "http://proxy:1");
		this.properties.put("http.nonProxyHosts", "localhost|*.eu-central-1.amazonaws.com");
		assertThat(proxy(RUNTIME)).isNull();
		assertThat(proxy(RUNTIME.replace("eu-central-1", "eu-west-1"))).isNotNull();
	}

	@Test
	void userAndPasswordAreDecodedAndNeverShown() {
		this.variables.put("HTTPS_PROXY", "https://me%40work:p+%3A%2Fd@proxy");
		HttpProxy proxy = proxy(RUNTIME);
		assertThat(proxy).isEqualTo(new HttpProxy("https", "proxy", 443, "me@work", "p+:/d"));
		assertThat(proxy.toString()).isEqualTo("https://proxy:443");
		this.properties.put("https.proxyHost", "[fd00::1]");
		this.properties.put("https.proxyUser", "me");
		this.properties.put("https.proxyPassword", "secret");
		assertThat(proxy(RUNTIME)).isEqualTo(new HttpProxy("http", "fd00::1", 443, "me", "secret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "socks5://proxy:1080", "http://", "http://me:secret@", "http://me:sec ret@proxy:1",
			"http://proxy:99999", "proxy:x" })
	void aVariableThatNamesNoProxyIsSaidWithoutItsPassword(String value) {
		this.variables.put("HTTPS_PROXY", value);
		assertThatExceptionOfType(ConnectionSettingException.class).isThrownBy(() -> proxy(RUNTIME))
			.withMessageContaining("HTTPS_PROXY")
			.satisfies((ex) -> assertThat(ex.getProblem() + ex.getRemedy()).doesNotContain("sec"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "0", "65536", "-1" })
	void aPortThatIsNoneIsSaid(String port) {
		this.properties.put("https.proxyHost", "proxy");
		this.properties.put("https.proxyPort", port);
		assertThatExceptionOfType(ConnectionSettingException.class).isThrownBy(() -> proxy(RUNTIME))
			.withMessageContaining("https.proxyPort is '" + port + "'");
	}

}
