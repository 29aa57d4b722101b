package dev.crossregion.bedrock.samples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the quickstart in a process of its own, with the environment variables of a
 * typical AWS developer.
 */
class ForeignEnvironmentTests {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Duration START_TIMEOUT = Duration.ofSeconds(120);

	private static final Map<String, String> ENVIRONMENT = Map.of("HTTP_PROXY", "http://127.0.0.1:9", "HTTPS_PROXY",
			"http://127.0.0.1:9", "http_proxy", "http://127.0.0.1:9", "AWS_BEARER_TOKEN_BEDROCK", "x",
			"AWS_USE_FIPS_ENDPOINT", "true", "AWS_USE_DUALSTACK_ENDPOINT", "true", "AWS_ENDPOINT_URL",
			"https://elsewhere.invalid", "AWS_PROFILE", "nobody");

	@Test
	void worksWithAProxyAndAKeyAndOtherSettingsForAws() throws Exception {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), "-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=9",
				"-Dhttp.nonProxyHosts=nothing", QuickstartApplication.class.getName(), "--server.port=0")
			.redirectErrorStream(true);
		builder.environment().remove("NO_PROXY");
		builder.environment().remove("no_proxy");
		builder.environment().putAll(ENVIRONMENT);
		Process process = builder.start();
		Queue<String> output = new ConcurrentLinkedQueue<>();
		try {
			String base = "http://127.0.0.1:" + port(process, output).get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(send(HttpRequest.newBuilder(URI.create(base + "/chat"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"Say hello to Milan\"}"))))
				.as(() -> String.join("\n", output))
				.contains("hello to Milan");
			assertThat(send(HttpRequest.newBuilder(URI.create(base + "/chat/stream?message=Count")))).contains("data:");
			assertThat(output)
				.anyMatch((line) -> line.contains(
						"The Bedrock API key of the environment variable " + "AWS_BEARER_TOKEN_BEDROCK is not used"))
				.anyMatch((line) -> line.contains("live evidence of"));
		}
		finally {
			process.destroy();
			process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private static CompletableFuture<String> port(Process process, Queue<String> output) {
		CompletableFuture<String> port = new CompletableFuture<>();
		Thread reader = new Thread(() -> {
			try (BufferedReader lines = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
				lines.lines().forEach((line) -> {
					output.add(line);
					Matcher matcher = STARTED.matcher(line);
					if (matcher.find()) {
						port.complete(matcher.group(1));
					}
				});
				port.completeExceptionally(new IllegalStateException(String.join("\n", output)));
			}
			catch (IOException ex) {
				port.completeExceptionally(ex);
			}
		}, "quickstart-output");
		reader.setDaemon(true);
		reader.start();
		return port;
	}

	private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return HttpClient.newBuilder()
			.proxy(HttpClient.Builder.NO_PROXY)
			.build()
			.send(request.timeout(START_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
