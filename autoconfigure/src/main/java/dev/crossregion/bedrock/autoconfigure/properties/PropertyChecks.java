package dev.crossregion.bedrock.autoconfigure.properties;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Guardrail;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks single values of properties. A failure names the property and suggests values.
 */
public final class PropertyChecks {

	private static final String EXAMPLE = "http://localhost:8181";

	private PropertyChecks() {
	}

	/**
	 * Check a duration.
	 * @param property the full name of the property
	 * @param value its value
	 * @param example a value to write instead
	 * @return the value
	 * @throws InvalidPropertyException unless it is longer than 0 and at max 365 days
	 */
	public static Duration positive(String property, Duration value, String example) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidPropertyException(property, Durations.text(value), "it must be longer than 0",
					List.of(example));
		}
		return notTooLong(property, value, example);
	}

	/**
	 * Check a duration that may be 0.
	 * @param property the full name of the property
	 * @param value its value
	 * @param example a value to write instead
	 * @return the value
	 * @throws InvalidPropertyException if it is negative or longer than 365 days
	 */
	public static Duration notNegative(String property, Duration value, String example) {
		if (value.isNegative()) {
			throw new InvalidPropertyException(property, Durations.text(value), "it must not be negative",
					List.of(example));
		}
		return notTooLong(property, value, example);
	}

	private static Duration notTooLong(String property, Duration value, String example) {
		if (value.compareTo(Durations.MAX) > 0) {
			throw new InvalidPropertyException(property, Durations.text(value),
					"it must be at most " + Durations.MAX.toDays() + "d", List.of(example));
		}
		return value;
	}

	/**
	 * Check a count.
	 * @param <N> the type of the number
	 * @param property the full name of the property
	 * @param value its value; {@code null} passes
	 * @param example a value to write instead
	 * @return the value
	 * @throws InvalidPropertyException if it is below 1
	 */
	public static <N extends @Nullable Number> N atLeastOne(String property, N value, String example) {
		if (value != null && value.longValue() < 1) {
			throw new InvalidPropertyException(property, value, "it must be at least 1", List.of(example));
		}
		return value;
	}

	/**
	 * Check a number that has a lower bound of 0.
	 * @param property the full name of the property
	 * @param value its value; {@code null} passes
	 * @param max the upper bound, inclusive; {@link Double#MAX_VALUE} for none
	 * @return the value
	 * @throws InvalidPropertyException if it is out of range or not a number
	 */
	public static @Nullable Double fraction(String property, @Nullable Double value, double max) {
		if (value != null && !(value >= 0 && value <= max)) {
			boolean limited = max < Double.MAX_VALUE;
			throw new InvalidPropertyException(property, value,
					(limited) ? "it must be a number from 0 to " + (long) max : "it must be a number, at least 0",
					List.of((limited && value > max) ? String.valueOf((long) max) : "0"));
		}
		return value;
	}

	/**
	 * Check an endpoint.
	 * @param property the full name of the property
	 * @param endpoint its value; {@code null} passes
	 * @return the endpoint
	 * @throws InvalidPropertyException if it is no {@linkplain #isEndpoint endpoint}
	 */
	public static @Nullable URI endpoint(String property, @Nullable URI endpoint) {
		if (endpoint != null && !isEndpoint(endpoint)) {
			throw new InvalidPropertyException(property, endpoint,
					"it must be an absolute URI with the scheme http or https",
					List.of(withScheme(endpoint.toString())));
		}
		return endpoint;
	}

	/**
	 * An address as an endpoint: this machine without TLS, any other with it.
	 * @param address what is written, such as {@code 127.0.0.1:8181}
	 * @return the endpoint; an example where what is written is no address
	 */
	static String withScheme(String address) {
		String rest = address.strip().replaceFirst("^([a-z]*:)?//", "");
		boolean local = rest.matches("(localhost|127\\.|\\[::1]).*");
		try {
			URI endpoint = new URI(((local) ? "http://" : "https://") + rest);
			return (rest.matches(".*[.:].*") && isEndpoint(endpoint)) ? endpoint.toString() : EXAMPLE;
		}
		catch (URISyntaxException ex) {
			return EXAMPLE;
		}
	}

	/**
	 * Whether a URI is absolute, with a host and the scheme http or https.
	 * @param endpoint the URI
	 * @return {@code true} if calls can be sent there
	 */
	public static boolean isEndpoint(URI endpoint) {
		return endpoint.getHost() != null
				&& List.of("http", "https").contains(String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT));
	}

	/**
	 * Read the code of an AWS Region. Case and surrounding blanks do not matter.
	 * @param property the full name of the property
	 * @param value its value
	 * @param table the known Regions, for suggestions
	 * @return the code; not necessarily that of a known Region
	 * @throws InvalidPropertyException if it does not have the form of a code
	 */
	public static RegionCode region(String property, String value, RegionTable table) {
		String code = value.strip().toLowerCase(Locale.ROOT);
		if (RegionCode.isValid(code)) {
			return new RegionCode(code);
		}
		List<String> nearMisses = table.nearMisses(code).stream().map(RegionCode::value).toList();
		throw new InvalidPropertyException(property, value, "it is not the code of an AWS Region",
				(!nearMisses.isEmpty()) ? nearMisses : List.of("eu-central-1"));
	}

	/**
	 * Check a guardrail, which needs both an identifier and a version.
	 * @param property the full name of its level
	 * @param guardrail the guardrail
	 * @return whether there is one
	 * @throws InvalidPropertyException if one of the two is missing
	 */
	public static boolean isGuardrail(String property, Guardrail guardrail) {
		boolean identified = StringUtils.hasText(guardrail.identifier());
		if (identified != StringUtils.hasText(guardrail.version())) {
			throw new InvalidPropertyException(property + ((identified) ? ".version" : ".identifier"), "",
					"a guardrail needs both an identifier and a version",
					List.of((identified) ? "DRAFT" : "a1b2c3d4e5f6"));
		}
		return identified;
	}

	/**
	 * Read a constant as relaxed binding does. The enums of LangChain4j cannot be types
	 * of properties: they would be loaded where LangChain4j is not present.
	 * @param <E> the enum
	 * @param property the property
	 * @param value its value
	 * @param type the enum
	 * @return the constant
	 * @throws InvalidPropertyException if the type has no such constant
	 */
	public static <E extends Enum<E>> E constant(String property, String value, Class<E> type) {
		String name = value.strip().toUpperCase(Locale.ROOT).replace('-', '_');
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> {
				EnumeratedValues known = EnumeratedValues.of(type);
				List<String> nearest = known.nearest(value);
				return new InvalidPropertyException(property, value, "it must be one of " + known,
						(!nearest.isEmpty()) ? nearest : known.all());
			});
	}

}
