package dev.crossregion.bedrock.autoconfigure.comparison;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where the starter may send a call. The other clients have the first Region only.
 */
enum Routes {

	ONE("one", List.of(Routes.FIRST)), THREE("three", List.of(Routes.FIRST, "eu-west-1", "eu-north-1"));

	/** The Region that every client calls first. */
	static final String FIRST = "eu-central-1";

	private final String text;

	private final List<String> regions;

	Routes(String text, List<String> regions) {
		this.text = text;
		this.regions = regions;
	}

	String[] properties() {
		return Stream
			.concat(Stream.of("bedrock.cross-region.residency.allow=EU"),
					IntStream.range(0, this.regions.size())
						.mapToObj((index) -> "bedrock.cross-region.routes[" + index + "].source-region="
								+ this.regions.get(index)))
			.toArray(String[]::new);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
