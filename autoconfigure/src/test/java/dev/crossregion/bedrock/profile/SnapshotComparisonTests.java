package dev.crossregion.bedrock.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SnapshotComparison}.
 */
class SnapshotComparisonTests {

	private static final String REGIONS = """
			as-of\t2026-10-07
			models-as-of\t2026-10-07
			region\teu-central-1\tDE\taws\tFrankfurt
			region\teu-west-1\tIE\taws\tIreland
			region\teu-west-2\tGB\taws\tLondon
			""";

	private static final String OLD = REGIONS + """
			profile\teu.a.gone\tlisted
			route\teu-west-1\teu-west-1\t2026-10-07
			profile\teu.a.one\tlisted
			route\teu-central-1,eu-west-1\teu-central-1,eu-west-1\t2026-10-07
			model\ta.one\tstatus=ACTIVE
			""";

	private static final String NEW = REGIONS + """
			profile\teu.a.gone\thistorical\t2026-10-01
			profile\teu.a.one\tlisted
			route\teu-central-1\teu-central-1,eu-west-1,eu-west-2\t2026-10-08
			route\teu-west-2\teu-west-1\t2026-10-08
			model\ta.one\tstatus=LEGACY\teol=2027-01-31
			""";

	@TempDir
	private Path folder;

	private Path before;

	private Path after;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream problems = new ByteArrayOutputStream();

	@BeforeEach
	void write() throws IOException {
		this.before = file("old.tsv", OLD);
		this.after = file("new.tsv", NEW);
	}

	@Test
	void saysWhatChangedForWhom() {
		assertThat(run("--before", this.before.toString(), "--after", this.after.toString())).isEqualTo(1);
		assertThat(lines(this.out)).containsExactly("Profile gone: eu.a.gone, for calls from eu-west-1",
				"eu.a.one from eu-central-1: destinations added: eu-west-2",
				"eu.a.one from eu-west-2: source Region added, runs in eu-west-1",
				"eu.a.one from eu-west-1: source Region gone",
				"Life cycle of a.one: was ACTIVE; is LEGACY, end of life 2027-01-31");
	}

	@Test
	void saysWhichDeclarationsPlanOtherwise() throws IOException {
		Path application = file("application.yml", """
				bedrock:
				  cross-region:
				    residency:
				      allow: EU
				    models:
				      moved:
				        model-id: a.one
				        geography: eu
				        source-region: eu-central-1
				      inside:
				        model-id: a.one
				        mode: in-region
				        source-region: eu-west-1
				""");
		assertThat(run("--before", this.before.toString(), "--after", this.after.toString(), "--application",
				application.toString()))
			.as(this.problems.toString())
			.isEqualTo(1);
		assertThat(this.out.toString()).contains("Model 'moved' of " + application)
			.contains("was: eu.a.one from eu-central-1, runs in eu-central-1, eu-west-1")
			.contains("is:  refused from eu-central-1: ")
			.doesNotContain("'inside'");
	}

	@Test
	void theSourceRegionOfTheApplicationHolds() throws IOException {
		Path application = file("application.yml", """
				bedrock:
				  cross-region:
				    source-region: eu-west-1
				    geography: eu
				    chat-model.model-id: a.one
				""");
		assertThat(run("--before", this.before.toString(), "--after", this.after.toString(), "--application",
				application.toString()))
			.as(this.problems.toString())
			.isEqualTo(1);
		assertThat(this.out.toString()).contains("was: eu.a.one from eu-west-1, runs in eu-central-1, eu-west-1")
			.contains("is:  refused from eu-west-1: ");
	}

	@Test
	void snapshotsOfTheFirstFormAreRead() throws IOException {
		Path first = file("first.tsv", """
				as-of\t2026-08-21
				region\teu-central-1\tDE\taws\tFrankfurt
				profile\teu.a.one\tlisted
				route\teu-central-1\teu-central-1
				""");
		assertThat(run("--before", first.toString(), "--after", this.before.toString())).as(this.problems.toString())
			.isEqualTo(1);
		assertThat(lines(this.out)).containsExactly("Profile new: eu.a.gone, for calls from eu-west-1",
				"eu.a.one from eu-central-1: destinations added: eu-west-1",
				"eu.a.one from eu-west-1: source Region added, runs in eu-central-1, eu-west-1",
				"Life cycles are not compared: the snapshot before holds no facts about models");
	}

	@Test
	void destinationsThatBecomeKnownOrUnknownAreNoChangeOfDestinations() throws IOException {
		Path unknown = file("unknown.tsv", OLD.replace("\teu-central-1,eu-west-1\t2026", "\t?\t2026"));
		assertThat(run("--before", unknown.toString(), "--after", this.before.toString())).isEqualTo(1);
		assertThat(run("--before", this.before.toString(), "--after", unknown.toString())).isEqualTo(1);
		assertThat(lines(this.out)).containsExactly(
				"eu.a.one from eu-central-1, eu-west-1: destinations known now: eu-central-1, eu-west-1",
				"eu.a.one from eu-central-1, eu-west-1: destinations no longer known: eu-central-1, eu-west-1");
	}

	@Test
	void theSameSnapshotChangesNothing() {
		assertThat(run("--before", this.before.toString(), "--after", this.before.toString())).isZero();
		assertThat(lines(this.out)).containsExactly("Nothing changed.");
	}

	@Test
	void badInputIsNamed() throws IOException {
		String old = this.before.toString();
		assertProblem("no-such.tsv", "--before", old, "--after", "no-such.tsv");
		assertProblem("is no snapshot", "--before", old, "--after", file("x.tsv", "hello\n").toString());
		assertProblem("Line 1", "--before", old, "--after", file("x.tsv", "route\teu-west-1\t?\t?\n").toString());
		assertProblem("'as-of'", "--before", old, "--after", file("x.tsv", "").toString());
		assertProblem("no-such.yml", "--before", old, "--after", old, "--application", "no-such.yml");
		assertProblem("cannot be planned", "--before", old, "--after", old, "--application",
				file("a.yml", "bedrock: [unclosed").toString());
		assertProblem("add --region", "--before", old, "--after", old, "--application",
				file("a.yml", "bedrock.cross-region.models.one: {model-id: a.one, geography: eu}").toString());
		assertProblem("Both --before and --after", "--before", old);
		assertProblem("'--then'", "--then", old);
	}

	private void assertProblem(String expected, String... arguments) {
		this.problems.reset();
		assertThat(run(arguments)).isEqualTo(2);
		assertThat(this.problems.toString()).contains(expected);
	}

	private int run(String... arguments) {
		return SnapshotComparison.run(new PrintStream(this.out, true), new PrintStream(this.problems, true), arguments);
	}

	private static List<String> lines(ByteArrayOutputStream stream) {
		return stream.toString(StandardCharsets.UTF_8).lines().toList();
	}

	private Path file(String name, String text) throws IOException {
		return Files.writeString(this.folder.resolve(name), text);
	}

}
