package dev.crossregion.bedrock.samples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * Every query of the dashboard and of the alert rules finds data in a real Prometheus
 * that scrapes the running quickstart.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "bedrock.cross-region.chat-model.routes[0].source-region=eu-central-1",
				"bedrock.cross-region.chat-model.routes[1].source-region=eu-west-1" })
class DashboardTests {

	private static final Path FOLDER = Path.of("../../docs/observability");

	/** The condition at the end of an alert rule. */
	private static final Pattern CONDITION = Pattern.compile("(.*) [<>] [0-9.]+", Pattern.DOTALL);

	@Autowired
	private BedrockEmulator emulator;

	@LocalServerPort
	private int port;

	@TempDir
	private Path folder;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void everyQueryOfDashboardAndAlertsFindsData() throws Exception {
		Path program = PrometheusServer.program().orElse(null);
		if (program == null) {
			if (Boolean.parseBoolean(System.getenv("PROMETHEUS_REQUIRED"))) {
				fail("prometheus is not on the PATH, and PROMETHEUS_REQUIRED is true");
			}
			Assumptions.abort("prometheus is not on the PATH: the queries of the dashboard are not checked");
		}
		Set<String> queries = new LinkedHashSet<>(dashboard());
		int panels = queries.size();
		queries.addAll(alerts());
		assertThat(panels).isGreaterThan(10);
		assertThat(queries).hasSizeGreaterThan(panels);
		try (PrometheusServer prometheus = PrometheusServer.start(program, this.folder, this.port,
				FOLDER.resolve("alerts.yml"))) {
			Set<String> empty = new TreeSet<>(queries);
			// A rate needs two scrapes between which its counter has grown.
			await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
				call();
				empty.removeIf((query) -> hasData(prometheus, query));
				assertThat(empty).isEmpty();
			});
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(prometheus.rules().at("/data/groups/0/rules")).isNotEmpty()
					.allSatisfy((rule) -> assertThat(rule.at("/health").asString()).isEqualTo("ok")));
		}
	}

	private static boolean hasData(PrometheusServer prometheus, String query) {
		JsonNode answer = prometheus.query(query);
		assertThat(answer.at("/status").asString()).as(query + ": " + answer).isEqualTo("success");
		for (JsonNode sample : answer.at("/data/result")) {
			if (Double.isFinite(Double.parseDouble(sample.at("/value/1").asString().replace("Inf", "Infinity")))) {
				return true;
			}
		}
		return false;
	}

	// What calls alone do not show: failovers need a throttle, retries a fault of a model
	// with one route, failed calls one that lasts, and refusals a profile that residency
	// does not admit.
	private void call() {
		this.emulator.fail(Fault.throttled()
			.from("eu-central-1")
			.forModel("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
			.times(1));
		chat("{\"message\": \"Hello\"}");
		this.emulator.fail(Fault.unavailable().forModel("eu.amazon.nova-lite-v1:0").times(1));
		chat("{\"message\": \"Hello\", \"model\": \"fast\"}");
		this.emulator.fail(Fault.modelError().forModel("eu.amazon.nova-lite-v1:0"));
		chat("{\"message\": \"Hello\", \"model\": \"fast\"}");
		this.emulator.clearFaults();
		chat("{\"message\": \"Hello\", \"model\": \"global.anthropic.claude-sonnet-4-5-20250929-v1:0\"}");
		this.client.get()
			.uri("/chat/stream?message=Hello")
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchange()
			.returnResult(String.class)
			.getResponseBody();
	}

	private void chat(String body) {
		this.client.post()
			.uri("/chat")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.returnResult(String.class)
			.getResponseBody();
	}

	private static List<String> dashboard() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(FOLDER.resolve("dashboard.json")));
		return dashboard.findValuesAsString("expr")
			.stream()
			.map((query) -> query.replace("$__rate_interval", "1m").replace("$model", ".*"))
			.toList();
	}

	// An alert that is not firing has no data, so what it compares is asked for.
	private static List<String> alerts() throws IOException {
		Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml()
			.load(Files.readString(FOLDER.resolve("alerts.yml")));
		return file.get("groups").get(0).get("rules").stream().map((rule) -> {
			Matcher condition = CONDITION.matcher((String) rule.get("expr"));
			assertThat(condition.matches()).as(rule.get("alert").toString()).isTrue();
			return condition.group(1);
		}).toList();
	}

}
