package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * Writes the snapshot that is shipped with the starter, from the Bedrock control plane of
 * an account or from a collection of published scans. How to run it is in
 * {@code docs/snapshot.md}.
 */
public final class SnapshotGenerator {

	private static final Path SNAPSHOT = Path
		.of("autoconfigure/src/main/resources/dev/crossregion/bedrock/profile/snapshot.tsv");

	private static final String USAGE = """
			Write one of
			  --live [--regions eu-central-1,us-east-1] [--endpoint http://localhost:4566] [--output snapshot.tsv]
			  --reference folder-or-inference-profiles.json [--output snapshot.tsv]
			""";

	private boolean live;

	private @Nullable Path reference;

	private @Nullable URI endpoint;

	private List<RegionCode> regions = List.of();

	private Path output = SNAPSHOT;

	private SnapshotGenerator(String... arguments) {
		Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
		while (!left.isEmpty()) {
			String option = left.pop();
			switch (option) {
				case "--live" -> {
					this.live = true;
				}
				case "--regions" -> {
					this.regions = Arrays.stream(value(option, left).split(",")).map(RegionCode::new).toList();
				}
				case "--endpoint" -> {
					this.endpoint = URI.create(value(option, left));
				}
				case "--reference" -> {
					this.reference = Path.of(value(option, left));
				}
				case "--output" -> {
					this.output = Path.of(value(option, left));
				}
				default -> throw new IllegalArgumentException("There is no option '" + option + "'. " + USAGE);
			}
		}
		if (this.live == (this.reference != null)) {
			throw new IllegalArgumentException("Either --live or --reference is needed. " + USAGE);
		}
	}

	private static String value(String option, Deque<String> left) {
		if (left.isEmpty()) {
			throw new IllegalArgumentException("Option '" + option + "' needs a value. " + USAGE);
		}
		return left.pop();
	}

	/**
	 * Write the snapshot.
	 * @param arguments the options
	 * @throws IOException if a file cannot be read or written
	 */
	public static void main(String... arguments) throws IOException {
		new SnapshotGenerator(arguments).run();
	}

	private void run() throws IOException {
		SnapshotText snapshot = (this.reference != null) ? new ReferenceFile(this.reference).read() : scan();
		if (!snapshot.hasRoutes()) {
			throw new IllegalStateException("Nothing could be read; " + this.output + " is left as it is");
		}
		Files.writeString(this.output, snapshot.toString());
	}

	private SnapshotText scan() {
		Collection<RegionCode> asked = (!this.regions.isEmpty()) ? this.regions
				: BundledSnapshot.load().regions().regions();
		return new LiveScan(DefaultCredentialsProvider.builder().build(), this.endpoint, Clock.systemUTC()).read(asked,
				System.err);
	}

}
