package dev.crossregion.bedrock.profile;

import java.util.regex.Pattern;

/**
 * Code of an AWS Region, such as {@code eu-central-1}. Only the shape is checked: Regions
 * that AWS adds later are codes too.
 *
 * @param value the code, in lower case
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html">AWS
 * Regions</a>
 */
public record RegionCode(String value) implements Comparable<RegionCode> {

	private static final Pattern SHAPE = Pattern.compile("[a-z]{2,8}(-[a-z]{2,16}){1,3}-[0-9]{1,2}");

	/**
	 * Create a Region code.
	 * @throws IllegalArgumentException if the value does not have the shape of a Region
	 * code
	 */
	public RegionCode {
		if (!isValid(value)) {
			throw new IllegalArgumentException(
					"'" + value + "' is not a Region code; a Region code looks like 'eu-central-1'");
		}
	}

	/**
	 * Whether a text has the shape of a Region code.
	 * @param value the text to look at
	 * @return {@code true} if {@link #RegionCode(String)} would take it
	 */
	public static boolean isValid(String value) {
		return SHAPE.matcher(value).matches();
	}

	@Override
	public int compareTo(RegionCode other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
