package dev.crossregion.bedrock.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveScan} with control planes that say other things than the shipped
 * snapshot.
 */
class LiveScanTests {

	private static final String NOVA = "amazon.nova-micro-v1:0";

	private final ByteArrayOutputStream problems = new ByteArrayOutputStream();

	private final Map<String, String> profiles = new HashMap<>();

	private final Map<String, String> models = new HashMap<>();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	// Every request is signed for the Region that it asks.
	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String region = exchange.getRequestHeaders().getFirst("Authorization").split("/")[2];
			boolean ofModels = exchange.getRequestURI().getPath().startsWith("/foundation-models");
			String found = ((ofModels) ? this.models : this.profiles).get(region);
			byte[] body = ((found != null)
					? "{\"%s\": [%s]}".formatted((ofModels) ? "modelSummaries" : "inferenceProfileSummaries", found)
					: "{\"__type\": \"AccessDeniedException\", \"message\": \"not here\"}")
				.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders((found != null) ? 200 : 403, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private static String profile(String id, String... destinations) {
		String model = id.substring(id.indexOf('.') + 1);
		return "{\"inferenceProfileId\": \"%s\", \"type\": \"SYSTEM_DEFINED\", \"status\": \"ACTIVE\", \"models\": [%s]}"
			.formatted(id, Arrays.stream(destinations)
				.map((region) -> "{\"modelArn\": \"arn:aws:bedrock:%s::foundation-model/%s\"}".formatted(region, model))
				.collect(Collectors.joining(",")));
	}

	private static String model(String id, String types, String rest) {
		return "{\"modelId\": \"%s\", \"inferenceTypesSupported\": [\"%s\"], %s}".formatted(id, types, rest);
	}

	private String scan(String... regions) {
		try (PrintStream stream = new PrintStream(this.problems)) {
			return new LiveScan(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
					URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()),
					Clock.fixed(Instant.parse("2026-11-23T06:00:00Z"), ZoneOffset.UTC))
				.read(Stream.of(regions).map(RegionCode::new).toList(), stream)
				.toString();
		}
	}

	private static String line(String snapshot, String model) {
		return snapshot.lines().filter((line) -> line.startsWith("model\t" + model + "\t")).findFirst().orElse("");
	}

	private static List<String> routes(String snapshot, String profile) {
		return snapshot.lines()
			.dropWhile((line) -> !line.startsWith("profile\t" + profile + "\t"))
			.skip(1)
			.takeWhile((line) -> line.startsWith("route\t"))
			.toList();
	}

	@Test
	void strictestStatusAndEarliestDatesOfTheRegionsAreWritten() {
		this.profiles.put("eu-central-1", "");
		this.profiles.put("eu-west-1", "");
		this.models.put("eu-central-1", model(NOVA, "ON_DEMAND", """
				"responseStreamingSupported": true, "modelLifecycle": {"status": "ACTIVE",
				"startOfLifeTime": "2024-12-03T10:00:00Z", "endOfLifeTime": "2027-09-01T00:00:00Z"}
				"""));
		this.models.put("eu-west-1", model(NOVA, "INFERENCE_PROFILE", """
				"responseStreamingSupported": true, "modelLifecycle": {"status": "LEGACY",
				"startOfLifeTime": "2024-12-09T10:00:00Z", "legacyTime": "2026-09-02T00:00:00Z",
				"publicExtendedAccessTime": "2026-12-01T00:00:00Z", "endOfLifeTime": "2027-03-04T00:00:00Z"}
				"""));
		String written = scan("eu-central-1", "eu-west-1");
		assertThat(line(written, NOVA)).isEqualTo("model\t" + NOVA
				+ "\tmax-output=5000\tcontext=128000\tburndown=1\tstreaming=yes\tcaching-explicit=yes\tcaching-min=1000"
				+ "\ttools=yes\tstream-tools=yes\ttiers=standard\tstatus=LEGACY\tstatus-where=eu-west-1"
				+ "\tlaunch=2024-12-03\tlegacy=2026-09-02\textended-access=2026-12-01\teol=2027-03-04"
				+ "\teol-not-before=2025-12-05");
		assertThat(written).contains("models-as-of\t2026-11-23\n",
				"source\tmodels-api-2026-11-23\t2026-11-23"
						+ "\tListFoundationModels in 2 of 2 source Regions: streaming, status and its dates;"
						+ " other facts about models are of 2026-10-10 or older\n");
	}

	@Test
	void statusOfRegionsThatWereNotReadIsKept() {
		String model = "meta.llama3-2-1b-instruct-v1:0";
		assertThat(line(committed(), model)).contains("\tstatus=EOL\tstatus-where=us-west-2\t");
		this.profiles.put("us-east-1", "");
		this.profiles.put("us-west-2", "");
		String active = model(model, "ON_DEMAND", "\"modelLifecycle\": {\"status\": \"ACTIVE\"}");
		this.models.put("us-east-1", active);
		assertThat(line(scan("us-east-1"), model)).contains("\tstatus=EOL\tstatus-where=us-west-2\t");
		this.models.put("us-west-2", active);
		assertThat(line(scan("us-east-1", "us-west-2"), model)).contains("\tstatus=ACTIVE\t")
			.doesNotContain("status-where");
	}

	@Test
	void modelsThatOnlyTheApiKnowsAreAddedIfTheyCanBeCalled() {
		this.profiles.put("eu-central-1", "");
		this.models.put("eu-central-1",
				model("example.new-v1:0", "ON_DEMAND", "\"responseStreamingSupported\": false") + ","
						+ model("example.new-v1:0:48k", "PROVISIONED", "\"responseStreamingSupported\": true") + ","
						+ model(NOVA, "ON_DEMAND", "\"modelLifecycle\": {\"status\": \"RETIRED\"}"));
		String written = scan("eu-central-1");
		assertThat(line(written, "example.new-v1:0")).isEqualTo("model\texample.new-v1:0\tstreaming=no");
		assertThat(line(written, "example.new-v1:0:48k")).isEmpty();
		assertThat(line(written, NOVA)).isEqualTo(line(committed(), NOVA));
		assertThat(this.problems.toString()).contains(NOVA, "eu-central-1", "'RETIRED'");
	}

	@Test
	void modelsOfARegionThatDeniesThemStayAsTheyWere() {
		this.profiles.put("eu-central-1", profile("eu." + NOVA, "eu-central-1"));
		String written = scan("eu-central-1");
		assertThat(written).contains("models-as-of\t2026-10-10\n").doesNotContain("models-api-");
		assertThat(written.lines().filter((line) -> line.startsWith("model\t")))
			.containsExactlyElementsOf(committed().lines().filter((line) -> line.startsWith("model\t")).toList());
		assertThat(this.problems.toString()).contains("Models could not be read in eu-central-1", "not here");
	}

	@Test
	void routesAreRenewedOnlyWhereTheRegionWasRead() {
		String profile = "eu." + NOVA;
		this.profiles.put("eu-central-1", profile(profile, "eu-central-1", "eu-west-3"));
		this.models.put("eu-central-1", "");
		String written = scan("eu-central-1", "eu-west-1");
		assertThat(routes(written, profile)).contains("route\teu-central-1\teu-central-1,eu-west-3\t2026-11-23")
			.anySatisfy((route) -> assertThat(route).contains("eu-west-1").endsWith("\t2026-10-07"));
		assertThat(written).contains("in 1 of 2 source Regions");
		assertThat(this.problems.toString()).contains("eu-west-1 denied");
	}

	@Test
	void profileThatNoRegionListsAnyMoreIsGone() {
		BundledSnapshot snapshot = BundledSnapshot.load();
		InferenceProfileCatalog catalog = snapshot.catalog();
		String profile = "jp.anthropic.claude-sonnet-4-5-20250929-v1:0";
		List<String> sources = catalog.sourceRegions()
			.stream()
			.filter((region) -> catalog.from(region).orElseThrow().profile(profile).isPresent())
			.map(RegionCode::value)
			.toList();
		assertThat(sources).hasSizeGreaterThan(1);
		sources.forEach((region) -> this.profiles.put(region, ""));
		sources.forEach((region) -> this.models.put(region, ""));
		assertThat(routes(scan(sources.get(0)), profile)).isNotEmpty();
		assertThat(scan(sources.toArray(String[]::new))).contains("profile\t" + profile + "\thistorical\t2026-10-07\n");
		assertThat(this.problems.toString()).contains("Profile gone: " + profile + ", last seen on 2026-10-07");
	}

	@Test
	void profileThatIsBackIsListedAgain() {
		String profile = "us.anthropic.claude-opus-4-20250514-v1:0";
		assertThat(committed()).contains("profile\t" + profile + "\thistorical\t2026-05-29\n");
		this.profiles.put("us-east-1", profile(profile, "us-east-1"));
		this.models.put("us-east-1", "");
		String written = scan("us-east-1");
		assertThat(written).contains("profile\t" + profile + "\tlisted\n");
		assertThat(routes(written, profile)).containsExactly("route\tus-east-1\tus-east-1\t2026-11-23");
	}

	@Test
	void listedProfileThatCannotBeReadIsNotGone() {
		String profile = "us.amazon.nova-premier-v1:0";
		String before = committed();
		this.profiles.put("us-east-1", profile(profile));
		this.models.put("us-east-1", "");
		assertThat(routes(scan("us-east-1"), profile)).containsExactlyElementsOf(routes(before, profile));
		assertThat(this.problems.toString()).contains("Left out in us-east-1: " + profile);
	}

	@Test
	void nothingIsWrittenWhenNoRegionCanBeRead() {
		assertThat(scan("eu-central-1").lines().filter((line) -> line.startsWith("route"))).isEmpty();
		assertThat(this.problems.toString()).contains("eu-central-1 denied");
	}

	private static String committed() {
		try (InputStream snapshot = BundledSnapshot.class.getResourceAsStream("snapshot.tsv")) {
			assertThat(snapshot).isNotNull();
			return new String(snapshot.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
