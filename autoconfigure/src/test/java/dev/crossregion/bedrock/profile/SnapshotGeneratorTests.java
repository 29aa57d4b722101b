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
import java.util.List;

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

	@TempDir
	private Path folder;

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
		Path reference = Files.writeString(this.folder.resolve("reference.json"), """
				{"asOf": "2026-01-31",
				 "sources": [{"id": "scan", "kind": "a scan"}],
				 "regions": {"ca-west-1": {"name": "Canada West", "geography": "Canada", "partition": "aws"},
				             "ap-northeast-3": {"name": "Osaka", "geography": "Japan", "partition": "aws"}},
				 "profiles": [
				  {"id": "us.b.two", "status": "listed-2026-01-31",
				   "routes": {"us-west-2": ["us-west-2", "us-east-1"], "us-east-1": ["us-east-1", "us-west-2"],
				              "ca-west-1": ["us-east-1", "ca-west-1"]}},
				  {"id": "us.b.gone", "status": "historical", "routes": {"us-east-1": ["us-east-1"]}},
				  {"id": "us.b.nowhere", "status": "documented-only", "routes": {}},
				  {"id": "global.a.one", "status": "documented-only", "routes": {"us-east-1": null}},
				  {"id": "eu.a.one", "status": "documented-2026-01-31", "routes": {"eu-west-1": null}}]}
				""");
		assertThat(new ReferenceFile(reference).read().toString().lines().filter((line) -> !line.startsWith("#")))
			.containsExactly("as-of\t2026-01-31", "source\tscan\tundated\ta scan",
					"region\tap-northeast-3\tJP\taws\tOsaka", "region\tca-west-1\tCA\taws\tCanada West",
					"profile\teu.a.one\tdocumented", "route\teu-west-1\t?", "profile\tglobal.a.one\tdocumented",
					"route\tus-east-1\t*", "profile\tus.b.two\tlisted", "route\tca-west-1\tca-west-1,us-east-1",
					"route\tus-east-1,us-west-2\tus-east-1,us-west-2");
	}

	@Test
	void unknownGeographyIsNamed() throws IOException {
		Path reference = Files.writeString(this.folder.resolve("reference.json"), """
				{"asOf": "2026-01-31", "sources": [], "profiles": [],
				 "regions": {"at-vienna-1": {"name": "Vienna", "geography": "Austria", "partition": "aws"}}}
				""");
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
					"source\tapi-2026-11-23\t2026-11-23\tListInferenceProfiles(typeEquals=SYSTEM_DEFINED) in 36 of 36 source Regions\n");
			assertThat(lines(written, "region")).containsExactlyElementsOf(lines(committed(), "region"));
			assertThat(written.lines().filter((line) -> line.startsWith("#")))
				.containsExactlyElementsOf(committed().lines().filter((line) -> line.startsWith("#")).toList());
		}
		assertThat(problems.toString()).isEmpty();
	}

	@Test
	void regionThatCannotBeReadKeepsNothingAndIsReported() throws IOException {
		ByteArrayOutputStream problems = new ByteArrayOutputStream();
		try (BedrockEmulator emulator = BedrockEmulator.start(); PrintStream stream = new PrintStream(problems)) {
			emulator.fail(Fault.accessDeniedByScp("eu-west-1").controlPlane().from("eu-west-1"));
			String written = scan(emulator)
				.read(List.of(new RegionCode("eu-central-1"), new RegionCode("eu-west-1")), stream)
				.toString();
			assertThat(routes(written)).isNotEmpty()
				.allSatisfy((route) -> assertThat(route.split("\t")[2]).isEqualTo("eu-central-1"));
			assertThat(written).contains("in 1 of 2 source Regions");
		}
		assertThat(problems.toString().lines()).singleElement().asString().contains("eu-west-1 denied");
	}

	private static LiveScan scan(BedrockEmulator emulator) {
		return new LiveScan(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
				emulator.uri(), Clock.fixed(Instant.parse("2026-11-23T06:00:00Z"), ZoneOffset.UTC));
	}

	// Each with the profile it belongs to: without those that the API cannot give, the
	// profiles are in the same order.
	private static List<String> routes(String snapshot) {
		List<String> routes = new ArrayList<>();
		String profile = "";
		for (String line : snapshot.lines().toList()) {
			if (line.startsWith("profile\t")) {
				profile = line.split("\t")[1];
			}
			if (line.startsWith("route\t")) {
				routes.add(profile + "\t" + line);
			}
		}
		return routes;
	}

	private static List<String> lines(String snapshot, String kind) {
		return snapshot.lines().filter((line) -> line.startsWith(kind + "\t")).toList();
	}

	@Test
	void nothingReadLeavesTheFileAlone() throws IOException {
		Path reference = Files.writeString(this.folder.resolve("reference.json"),
				"{\"asOf\": \"2026-01-31\", \"sources\": [], \"regions\": {}, \"profiles\": []}");
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
