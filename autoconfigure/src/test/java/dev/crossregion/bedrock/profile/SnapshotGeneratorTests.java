package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

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
