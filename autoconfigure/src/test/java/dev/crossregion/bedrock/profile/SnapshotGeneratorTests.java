package dev.crossregion.bedrock.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SnapshotGenerator}.
 */
class SnapshotGeneratorTests {

	private static final String REFERENCE = "BEDROCK_REFERENCE";

	private static final String MODELS = """
			{"asOf": "2026-02-28", "sources": {}, "models": [
			  {"modelId": "b.two", "maxOutputTokens": null, "contextWindow": null, "burndown": null, "sampling": null,
			   "streaming": null, "promptCaching": {"implicit": null, "explicit": null, "minTokens": null},
			   "toolUse": {"converse": null, "converseStream": null}, "countTokensOnRuntime": null,
			   "serviceTiers": null, "lifecycle": {"status": null, "launch": null, "legacy": null,
			   "extendedAccess": null, "eol": null, "eolNoSoonerThan": null, "legacyPeriod": null}},
			  {"modelId": "a.one", "maxOutputTokens": 64000, "contextWindow": null, "burndown": 5,
			   "sampling": "temperature or topP, not both", "streaming": false,
			   "promptCaching": {"implicit": null, "explicit": null, "minTokens": null},
			   "toolUse": {"converse": null, "converseStream": null}, "countTokensOnRuntime": null,
			   "serviceTiers": ["standard", "flex"], "lifecycle": {"status": "EOL (us-west-2)", "launch": null,
			   "legacy": null, "extendedAccess": null, "eol": "2026-04", "eolNoSoonerThan": null,
			   "legacyPeriod": null}, "note": "a note"}]}
			""";

	private static final String QUOTAS = """
			{"sources": {"table": {"what": "a table of quotas", "kind": "AWS"}}, "quotas": [
			  {"name": "Cross-region requests per minute for B Two", "code": null, "model": "b.two",
			   "kind": "geographic", "unit": "requests-per-minute", "default": 400,
			   "defaultByRegion": {"us-west-2": 4000, "ca-west-1": 800, "other": 400}, "adjustable": false},
			  {"name": "All tokens per day", "code": "L-1", "model": null, "kind": null, "unit": "tokens-per-day",
			   "default": null},
			  {"name": "Global tokens per minute for A One", "code": "L-2", "model": "a.one", "kind": "global",
			   "unit": "tokens-per-minute", "default": 2000000, "note": "a note"}]}
			""";

	@TempDir
	private Path folder;

	private String quotas = QUOTAS;

	private String prices = "{\"sources\": [], \"awsPriceList\": [], \"awsModelCards\": [], \"litellm\": []}";

	@Test
	@EnabledIfEnvironmentVariable(named = REFERENCE, matches = ".+",
			disabledReason = "The reference file is no part of the project; " + REFERENCE + " may name a copy")
	void referenceFileGivesTheCommittedSnapshot() throws IOException {
		Path output = this.folder.resolve("snapshot.tsv");
		SnapshotGenerator.main("--reference", System.getenv(REFERENCE), "--output", output.toString());
		assertThat(Files.readString(output)).isEqualTo(committed());
	}

	@Test
	void referenceFileIsReadRouteByRoute() throws IOException {
		reference("""
				{"asOf": "2026-01-31",
				 "sources": [{"id": "scan", "kind": "a scan", "date": "2026-01-31"},
				             {"id": "card", "kind": "a card", "date": "undated; after 2026-02-01 (mentions it)"},
				             {"id": "series", "kind": "scans", "date": "2025-12-14..2026-01-30"},
				             {"id": "page", "kind": "a page"}],
				 "regions": {"ca-west-1": {"name": "Canada West", "geography": "Canada", "partition": "aws"},
				             "ap-northeast-3": {"name": "Osaka", "geography": "Japan", "partition": "aws"}},
				 "regionsOfOtherPartitions": {"eu-isoe-west-1": {"name": "ISOE", "geography": null,
				                              "partition": "aws-iso-e"}},
				 "profiles": [
				  {"id": "us.b.two", "status": "listed-2026-01-31",
				   "routes": {"us-west-2": ["us-west-2", "us-east-1"], "us-east-1": ["us-east-1", "us-west-2"],
				              "us-east-2": ["us-west-2", "us-east-1"], "ca-west-1": ["us-east-1", "ca-west-1"]},
				   "evidence": {"us-west-2": ["series", "scan"], "us-east-1": ["scan", "page"],
				                "us-east-2": ["series"], "ca-west-1": ["card", "scan"]}},
				  {"id": "us.b.gone", "status": "historical", "lastSeen": "2026-01-02",
				   "routes": {"us-east-1": ["us-east-1"]}},
				  {"id": "us.b.nowhere", "status": "documented-only", "routes": {}, "evidence": {}},
				  {"id": "global.a.one", "status": "documented-only", "routes": {"us-east-1": null},
				   "evidence": {"us-east-1": ["page"]}},
				  {"id": "eu.a.one", "status": "documented-2026-01-31", "routes": {"eu-west-1": null},
				   "evidence": {"eu-west-1": ["card"]}}]}
				""", MODELS);
		assertThat(new ReferenceFile(this.folder).read().toString().lines().filter((line) -> !line.startsWith("#")))
			.containsExactly("as-of\t2026-01-31", "models-as-of\t2026-02-28",
					"source\tcard\tundated; after 2026-02-01 (mentions it)\ta card", "source\tpage\tundated\ta page",
					"source\tscan\t2026-01-31\ta scan", "source\tseries\t2025-12-14..2026-01-30\tscans",
					"source\ttable\tundated\tAWS", "region\tap-northeast-3\tJP\taws\tOsaka",
					"region\tca-west-1\tCA\taws\tCanada West", "region\teu-isoe-west-1\t?\taws-iso-e\tISOE",
					"profile\teu.a.one\tdocumented", "route\teu-west-1\t?\t2026-02-01",
					"profile\tglobal.a.one\tdocumented", "route\tus-east-1\t*\t?",
					"profile\tus.b.gone\thistorical\t2026-01-02", "profile\tus.b.nowhere\tdocumented",
					"profile\tus.b.two\tlisted", "route\tca-west-1\tca-west-1,us-east-1\t2026-02-01",
					"route\tus-east-1,us-west-2\tus-east-1,us-west-2\t2026-01-31",
					"route\tus-east-2\tus-east-1,us-west-2\t2025-12-14",
					"model\ta.one\tmax-output=64000\tburndown=5\tsampling=one-of\tstreaming=no\ttiers=standard,flex"
							+ "\tstatus=EOL\tstatus-where=us-west-2\teol=2026-04\tnote=a note",
					"model\tb.two", "quota\tL-1\ttokens-per-day\t-\t-\t-\t-\tAll tokens per day",
					"quota\t-\trequests-per-minute\tgeographic\tb.two\t400\tca-west-1=800,us-west-2=4000"
							+ "\tCross-region requests per minute for B Two",
					"quota\tL-2\ttokens-per-minute\tglobal\ta.one\t2000000\t-\tGlobal tokens per minute for A One");
	}

	@Test
	void onlyPricesThatCanBeTrustedAreRead() throws IOException {
		this.prices = """
				{"sources": [{"id": "litellm", "what": "a list", "fileCommitDate": "2026-08-01"},
				             {"id": "aws-model-cards", "what": "cards", "date": "undated, after 2026-08-22"}],
				 "awsPriceList": [
				  {"modelId": "b.two", "source": "aws-price-list-quoted",
				   "usdPerMillionTokens": {"standard": {"input": 9, "output": 9}}}],
				 "awsModelCards": [
				  {"modelId": "b.two", "note": "long context", "usdPerMillionTokens": {"geo": {"input": 8, "output": 8}}}],
				 "litellm": [
				  {"modelId": "b.two", "usdPerMillionTokens": {"bare": {"input": 3.0, "output": 15.0},
				   "us": {"input": 3.3, "output": 16.5}, "eu": {"input": 3.3, "output": 16.5},
				   "jp": {"input": 3.0, "output": 15.0}, "global": {"input": 3.0, "output": 15.0}}},
				  {"modelId": "a.one", "usdPerMillionTokens": {"us": {"input": 1.1, "output": 1.1},
				   "global": {"input": 1, "output": 1}}}]}
				""";
		reference("""
				{"asOf": "2026-01-31", "sources": [], "regions": {},
				 "profiles": [{"id": "us.b.two", "status": "listed", "routes": {}, "evidence": {}},
				              {"id": "jp.b.two", "status": "listed", "routes": {}, "evidence": {}},
				              {"id": "global.b.two", "status": "listed", "routes": {}, "evidence": {}},
				              {"id": "us.a.one", "status": "listed", "routes": {}, "evidence": {}}]}
				""", MODELS.replace("\"status\": null", "\"status\": \"ACTIVE\""));
		assertThat(new ReferenceFile(this.folder).read().toString())
			.contains("\nmodel\tb.two\tstatus=ACTIVE\tprices=global:3/15,us:3.3/16.5\tprices-from=litellm\n",
					"\nsource\tlitellm\t2026-08-01\ta list\n")
			.containsOnlyOnce("prices=")
			.doesNotContain("\naws-model-cards");
	}

	@Test
	void evidenceOfNoSourceIsNamed() throws IOException {
		reference("""
				{"asOf": "2026-01-31", "sources": [], "regions": {},
				 "profiles": [{"id": "us.b.two", "status": "listed-2026-01-31", "routes": {"us-east-1": ["us-east-1"]},
				               "evidence": {"us-east-1": ["hearsay"]}}]}
				""", MODELS);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new ReferenceFile(this.folder).read())
			.withMessageContaining("'hearsay'");
	}

	@Test
	void unknownRulesOfModelsAreNamed() throws IOException {
		String profiles = "{\"asOf\": \"2026-01-31\", \"sources\": [], \"regions\": {}, \"profiles\": []}";
		reference(profiles, MODELS.replace("temperature or topP, not both", "as it likes"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new ReferenceFile(this.folder).read())
			.withMessageContaining("'as it likes'");
		reference(profiles, MODELS.replace("EOL (us-west-2)", "gone?"));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new ReferenceFile(this.folder).read())
			.withMessageContaining("'gone?'");
	}

	@Test
	void defaultsThatContradictThemselvesAndQuotasOfOneNameAreNamed() throws IOException {
		String profiles = "{\"asOf\": \"2026-01-31\", \"sources\": [], \"regions\": {}, \"profiles\": []}";
		this.quotas = QUOTAS.replace("\"other\": 400", "\"other\": 500");
		reference(profiles, MODELS);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new ReferenceFile(this.folder).read())
			.withMessageContaining("is 400 and that of other Regions 500");
		this.quotas = QUOTAS.replace("All tokens per day", "Global tokens per minute for A One");
		reference(profiles, MODELS);
		assertThatIllegalArgumentException().isThrownBy(() -> new ReferenceFile(this.folder).read())
			.withMessageContaining("two quotas named 'Global tokens per minute for A One'");
	}

	private Path reference(String profiles, String models) throws IOException {
		Files.writeString(this.folder.resolve("models.json"), models);
		Files.writeString(this.folder.resolve("quota-names.json"), this.quotas);
		Files.writeString(this.folder.resolve("prices.json"), this.prices);
		return Files.writeString(this.folder.resolve("inference-profiles.json"), profiles);
	}

	@Test
	void unknownGeographyIsNamed() throws IOException {
		Path reference = reference("""
				{"asOf": "2026-01-31", "sources": [], "profiles": [],
				 "regions": {"at-vienna-1": {"name": "Vienna", "geography": "Austria", "partition": "aws"}}}
				""", MODELS);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new ReferenceFile(reference).read())
			.withMessageContaining("'Austria'");
	}

	@Test
	void controlPlaneGivesTheRoutesThatTheSnapshotKnows() throws IOException {
		ByteArrayOutputStream problems = new ByteArrayOutputStream();
		try (BedrockEmulator emulator = BedrockEmulator.builder().pageSize(10).start();
				PrintStream stream = new PrintStream(problems)) {
			String written = scan(emulator).read(BundledSnapshot.load().regions().regions(), stream).toString();
			assertThat(routes(written)).containsExactlyElementsOf(
					routes(committed()).stream().filter((route) -> !route.endsWith("\t?")).toList());
			assertThat(written).contains("as-of\t2026-11-23\n",
					"source\tapi-2026-11-23\t2026-11-23\tListInferenceProfiles(typeEquals=SYSTEM_DEFINED) in 46 of 46 source Regions\n");
			assertThat(lines(written, "region")).containsExactlyElementsOf(lines(committed(), "region"));
			assertThat(lines(written, "quota")).containsExactlyElementsOf(lines(committed(), "quota")).isNotEmpty();
			assertThat(written.lines().filter((line) -> line.startsWith("#")))
				.containsExactlyElementsOf(committed().lines().filter((line) -> line.startsWith("#")).toList());
		}
		assertThat(problems.toString()).isEmpty();
	}

	@Test
	void regionThatCannotBeReadKeepsWhatWasKnownAndIsReported() throws IOException {
		ByteArrayOutputStream problems = new ByteArrayOutputStream();
		try (BedrockEmulator emulator = BedrockEmulator.start(); PrintStream stream = new PrintStream(problems)) {
			emulator.fail(Fault.accessDeniedByScp("eu-west-1").controlPlane().from("eu-west-1"));
			String written = scan(emulator)
				.read(List.of(new RegionCode("eu-central-1"), new RegionCode("eu-west-1")), stream)
				.toString();
			List<String> unread = lines(written, "route").stream()
				.filter((route) -> route.split("\t")[1].contains("eu-west-1"))
				.toList();
			assertThat(unread).isNotEmpty().noneMatch((route) -> route.endsWith("\t2026-11-23"));
			assertThat(lines(written, "route")).filteredOn((route) -> route.endsWith("\t2026-11-23"))
				.isNotEmpty()
				.allSatisfy((route) -> assertThat(route.split("\t")[1]).isEqualTo("eu-central-1"));
			assertThat(routes(written)).containsExactlyElementsOf(routes(committed()).stream()
				.filter((route) -> !route.endsWith("\t?") || !route.contains("\teu-central-1\t"))
				.toList());
			assertThat(written).contains("in 1 of 2 source Regions");
		}
		assertThat(problems.toString().lines()).singleElement().asString().contains("eu-west-1 denied");
	}

	@Test
	void whatTheApiDoesNotStateOfModelsIsKept() throws IOException {
		try (BedrockEmulator emulator = BedrockEmulator.start();
				PrintStream stream = new PrintStream(new ByteArrayOutputStream())) {
			String written = scan(emulator).read(BundledSnapshot.load().regions().regions(), stream).toString();
			List<String> stated = List.of("streaming=", "status=", "status-where=", "launch=", "legacy=",
					"extended-access=", "eol=");
			assertThat(kept(lines(written, "model"), stated)).containsAll(kept(lines(committed(), "model"), stated));
			assertThat(lines(written, "model")).isNotEmpty()
				.allSatisfy((model) -> assertThat(model).doesNotContain("=null"));
		}
	}

	private static List<String> kept(List<String> models, List<String> stated) {
		return models.stream()
			.map((model) -> Arrays.stream(model.split("\t"))
				.filter((fact) -> stated.stream().noneMatch(fact::startsWith))
				.collect(Collectors.joining("\t")))
			.toList();
	}

	private static LiveScan scan(BedrockEmulator emulator) {
		return new LiveScan(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
				emulator.uri(), Clock.fixed(Instant.parse("2026-11-23T06:00:00Z"), ZoneOffset.UTC));
	}

	// Each source Region by itself, because the dates divide the Regions of the committed
	// file, and one scan has one date.
	private static List<String> routes(String snapshot) {
		List<String> routes = new ArrayList<>();
		String profile = "";
		for (String line : snapshot.lines().toList()) {
			String[] columns = line.split("\t");
			if (columns[0].equals("profile")) {
				profile = columns[1];
			}
			if (columns[0].equals("route")) {
				for (String sourceRegion : columns[1].split(",")) {
					routes.add(profile + "\t" + sourceRegion + "\t" + columns[2]);
				}
			}
		}
		return routes.stream().sorted().toList();
	}

	private static List<String> lines(String snapshot, String kind) {
		return snapshot.lines().filter((line) -> line.startsWith(kind + "\t")).toList();
	}

	@Test
	void nothingReadLeavesTheFileAlone() throws IOException {
		Path reference = reference("{\"asOf\": \"2026-01-31\", \"sources\": [], \"regions\": {}, \"profiles\": []}",
				MODELS);
		Path output = Files.writeString(this.folder.resolve("snapshot.tsv"), "as before");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(
					() -> SnapshotGenerator.main("--reference", reference.toString(), "--output", output.toString()))
			.withMessageContaining(output.toString());
		assertThat(output).hasContent("as before");
	}

	@Test
	void wrongOptionsAreExplained() {
		assertThatIllegalArgumentException().isThrownBy(SnapshotGenerator::main)
			.withMessageContaining("--live")
			.withMessageContaining("--reference");
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotGenerator.main("--life"))
			.withMessageContaining("'--life'");
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotGenerator.main("--live", "--output"))
			.withMessageContaining("'--output' needs a value");
		assertThatIllegalArgumentException().isThrownBy(() -> SnapshotGenerator.main("--live", "--reference", "x"));
	}

	private static String committed() throws IOException {
		try (InputStream snapshot = BundledSnapshot.class.getResourceAsStream("snapshot.tsv")) {
			assertThat(snapshot).isNotNull();
			return new String(snapshot.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
