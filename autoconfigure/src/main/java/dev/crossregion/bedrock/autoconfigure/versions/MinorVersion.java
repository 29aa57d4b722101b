package dev.crossregion.bedrock.autoconfigure.versions;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Major and minor number of a version. They decide whether an artifact has the classes
 * and methods that another one calls; patch releases add none.
 *
 * @param major the first number
 * @param minor the second number
 */
record MinorVersion(int major, int minor) implements Comparable<MinorVersion> {

	private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:[.-].*)?");

	private static final Comparator<MinorVersion> ORDER = Comparator.comparingInt(MinorVersion::major)
		.thenComparingInt(MinorVersion::minor);

	/**
	 * Read a version.
	 * @param version the version, such as {@code 1.12.2-beta22}
	 * @return its first two numbers, or empty where it has none
	 */
	static Optional<MinorVersion> of(String version) {
		Matcher matcher = FORM.matcher(version);
		return (matcher.matches())
				? Optional.of(new MinorVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
				: Optional.empty();
	}

	boolean isOlderThan(MinorVersion other) {
		return compareTo(other) < 0;
	}

	@Override
	public int compareTo(MinorVersion other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor;
	}

}
