package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.profile.NearMisses;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import org.jspecify.annotations.Nullable;

/**
 * Checks values of properties. What fails names the property, and values to write.
 */
final class PropertyChecks {

	private PropertyChecks() {
	}

	static Duration positive(String property, Duration value, String example) {
		if (value.isNegative() || value.isZero()) {
			throw new InvalidPropertyException(property, text(value), "it must be longer than 0", List.of(example));
		}
		return value;
	}

	static Duration notNegative(String property, Duration value, String example) {
		if (value.isNegative()) {
			throw new InvalidPropertyException(property, text(value), "it must not be negative", List.of(example));
		}
		return value;
	}

	private static String text(Duration value) {
		return value.toMillis() + "ms";
	}

	static <N extends Number> @Nullable N atLeastOne(String property, @Nullable N value, String example) {
		if (value != null && value.longValue() < 1) {
			throw new InvalidPropertyException(property, value, "it must be at least 1", List.of(example));
		}
		return value;
	}

	static int attempts(String property, int value) {
		if (value < 1) {
			throw new InvalidPropertyException(property, value, "it must be at least 1", List.of("6"));
		}
		return value;
	}

	static @Nullable URI endpoint(String property, @Nullable URI endpoint) {
		if (endpoint != null && !isEndpoint(endpoint)) {
			throw new InvalidPropertyException(property, endpoint,
					"it must be an absolute URI with the scheme http or https", List.of("http://localhost:8181"));
		}
		return endpoint;
	}

	static boolean isEndpoint(URI endpoint) {
		return endpoint.getHost() != null
				&& List.of("http", "https").contains(String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT));
	}

	static RegionCode region(String property, String value, RegionTable table) {
		String code = value.strip().toLowerCase(Locale.ROOT);
		if (RegionCode.isValid(code)) {
			return new RegionCode(code);
		}
		List<String> nearMisses = table.nearMisses(code).stream().map(RegionCode::value).toList();
		throw new InvalidPropertyException(property, value, "it is not the code of an AWS Region",
				(!nearMisses.isEmpty()) ? nearMisses : List.of("eu-central-1"));
	}

	/**
	 * Read a constant as relaxed binding does. The enums of LangChain4j cannot be types
	 * of properties: they would be loaded where LangChain4j is not present.
	 * @param <E> the enum
	 * @param property the property
	 * @param value its value
	 * @param type the enum
	 * @return the constant
	 */
	static <E extends Enum<E>> E constant(String property, String value, Class<E> type) {
		String name = value.strip().toUpperCase(Locale.ROOT).replace('-', '_');
		List<String> known = Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> {
				List<String> nearMisses = NearMisses.of(value, known, (constant) -> constant);
				return new InvalidPropertyException(property, value, "it must be one of " + String.join(", ", known),
						(!nearMisses.isEmpty()) ? nearMisses : known);
			});
	}

}
