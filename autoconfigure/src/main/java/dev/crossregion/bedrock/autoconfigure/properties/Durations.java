package dev.crossregion.bedrock.autoconfigure.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Checks durations in their written form, which binding loses: {@code 60} binds as 60
 * milliseconds, and a default is indistinguishable from a configured value.
 */
public final class Durations {

	/** The upper bound: longer durations overflow in the SDK and in timers. */
	static final Duration MAX = Duration.ofDays(365);

	/** Example values by the last element of the name. */
	static final Map<String, String> EXAMPLES = examples();

	private static final Pattern NUMBER = Pattern.compile("[+]?0*[1-9][0-9]{0,2}");

	private static final List<String> SHARED = List.of("catalog.timeout", "catalog.refresh-interval", "catalog.max-age",
			"catalog.end-of-life-warning", "quotas.shared.timeout", "client.connect-timeout", "client.read-timeout",
			"client.first-token-timeout", "client.stall-timeout");

	private static final String DEADLINE = ".routing.deadline";

	private static final String MAX_WAIT = ".routing.max-wait";

	private final CrossRegionProperties properties;

	private final Binder binder;

	private Durations(CrossRegionProperties properties, Binder binder) {
		this.properties = properties;
		this.binder = binder;
	}

	private static Map<String, String> examples() {
		Map<String, String> examples = new LinkedHashMap<>();
		examples.put("timeout", "3s");
		examples.put("refresh-interval", "6h");
		examples.put("max-age", "24h");
		examples.put("end-of-life-warning", "90d");
		examples.put("deadline", "20m");
		examples.put("max-wait", "5s");
		examples.put("connect-timeout", "2s");
		examples.put("read-timeout", "10m");
		examples.put("first-token-timeout", "60s");
		examples.put("stall-timeout", "60s");
		return examples;
	}

	/**
	 * Fail where a duration has no unit and is shorter than a second, or is longer than
	 * the deadline that ends it.
	 * @param properties the properties
	 * @param environment where they come from
	 */
	public static void check(CrossRegionProperties properties, Environment environment) {
		new Durations(properties, Binder.get(environment)).check();
	}

	private void check() {
		SHARED.forEach((name) -> checkUnit(CrossRegionProperties.PREFIX + "." + name));
		Stream<String> models = this.properties.allModels().keySet().stream().map(CrossRegionProperties::property);
		Stream.concat(Stream.of(CrossRegionProperties.PREFIX), models).forEach((level) -> {
			checkUnit(level + DEADLINE);
			checkUnit(level + MAX_WAIT);
			checkNotLonger(level + MAX_WAIT, deadline(level));
		});
		Deadline longest = this.properties.allModels()
			.keySet()
			.stream()
			.map(CrossRegionProperties::property)
			.map(this::deadline)
			.max((first, second) -> first.value().compareTo(second.value()))
			.orElseGet(() -> deadline(CrossRegionProperties.PREFIX));
		checkNotLonger(CrossRegionProperties.PREFIX + ".client.first-token-timeout", longest);
		checkNotLonger(CrossRegionProperties.PREFIX + ".client.stall-timeout", longest);
	}

	private void checkUnit(String property) {
		this.binder.bind(property, String.class).ifBound((text) -> {
			String written = text.strip();
			if (NUMBER.matcher(written).matches()) {
				throw new InvalidPropertyException(property, written,
						"a number without a unit counts milliseconds, and less than a second of them is hardly "
								+ "meant; write the unit, or '" + written + "ms' if it is",
						List.of(written + unitOf(property)));
			}
		});
	}

	private static String unitOf(String property) {
		if (property.endsWith("quotas.shared.timeout")) {
			return "ms";
		}
		return (property.endsWith("interval") || property.endsWith("max-age")) ? "h" : "s";
	}

	private Deadline deadline(String level) {
		Duration own = this.binder.bind(level + DEADLINE, Duration.class).orElse(null);
		return (own != null) ? new Deadline(level + DEADLINE, own)
				: new Deadline(CrossRegionProperties.PREFIX + DEADLINE, this.properties.routing().deadline());
	}

	// Checks configured values alone: a default ends with the deadline.
	private void checkNotLonger(String property, Deadline deadline) {
		this.binder.bind(property, Duration.class).ifBound((value) -> {
			if (deadline.value().toSeconds() >= 0 && !deadline.value().isZero()
					&& value.compareTo(deadline.value()) > 0) {
				throw new InvalidPropertyException(property, text(value),
						"it is longer than the call as a whole may take: " + deadline.property() + " is "
								+ text(deadline.value()),
						List.of(text(deadline.value())));
			}
		});
	}

	/**
	 * A duration as configuration writes it.
	 * @param value the duration
	 * @return a number with the largest unit that leaves no remainder
	 */
	public static String text(Duration value) {
		if (value.abs().compareTo(MAX) > 0) {
			return value.toDays() + "d";
		}
		long millis = value.toMillis();
		if (millis == 0) {
			return "0s";
		}
		if (millis % 1000 != 0) {
			return millis + "ms";
		}
		long seconds = millis / 1000;
		if (seconds % 3600 == 0) {
			return (seconds / 3600) + "h";
		}
		return (seconds % 60 == 0 && seconds > 60) ? (seconds / 60) + "m" : seconds + "s";
	}

	/**
	 * The deadline of a call.
	 *
	 * @param property the property that sets it
	 * @param value its value
	 */
	private record Deadline(String property, Duration value) {
	}

}
