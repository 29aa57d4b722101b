package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Artifacts on the class path have versions that do not work together.
 *
 * @since 0.1.0
 */
public final class IncompatibleVersionsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final TreeMap<String, String> versions;

	private final String reason;

	private final String starterVersion;

	/**
	 * Create the exception.
	 * @param versions the version of each artifact, by {@code group:artifact}; those of
	 * one group
	 * @param reason why they do not work together
	 * @param starterVersion the version of this starter, which its bill of materials has
	 * as well
	 */
	IncompatibleVersionsException(Map<String, String> versions, String reason, String starterVersion) {
		super(versions.entrySet()
			.stream()
			.map((artifact) -> artifact.getKey() + " " + artifact.getValue())
			.sorted()
			.collect(Collectors.joining(", ", "", ": " + reason)));
		this.versions = new TreeMap<>(versions);
		this.reason = reason;
		this.starterVersion = starterVersion;
	}

	SortedMap<String, String> getVersions() {
		return this.versions;
	}

	String getReason() {
		return this.reason;
	}

	String getStarterVersion() {
		return this.starterVersion;
	}

}
