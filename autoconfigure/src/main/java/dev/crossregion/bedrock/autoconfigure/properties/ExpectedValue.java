package dev.crossregion.bedrock.autoconfigure.properties;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * The values that a property accepts, and those that a wrong one was probably meant to
 * be.
 *
 * @param expectation the rest of a sentence that begins with "which is not"
 * @param suggestions values to write instead, the likeliest first; at least one
 */
public record ExpectedValue(String expectation, List<String> suggestions) {

	private static final Pattern PART = Pattern.compile("([0-9]+(?:[.,][0-9]+)?)\\s*([a-zµ]+)");

	private static final Pattern AMOUNT = Pattern.compile("([+-]?[0-9][0-9_,. ']*?)\\s*([kmb]|million|thousand)?");

	private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})\\s*([kmg])(?:i?b)?");

	private static final Pattern FRACTION = Pattern.compile("([0-9]*[.,][0-9]+|[0-9]+)\\s*(%?)");

	private static final Map<String, BigDecimal> FACTORS = Map.of("k", BigDecimal.valueOf(1000), "thousand",
			BigDecimal.valueOf(1000), "m", BigDecimal.valueOf(1_000_000), "million", BigDecimal.valueOf(1_000_000), "b",
			BigDecimal.valueOf(1_000_000_000));

	private static final String DURATION = "a duration: a whole number with a unit, which is one of ms, s, m, h and d";

	/**
	 * What a type expects in place of a text.
	 * @param type the type of the property
	 * @param name the last element of its name
	 * @param text what is written
	 * @return what is expected
	 */
	public static ExpectedValue of(Class<?> type, String name, String text) {
		String written = text.strip().toLowerCase(Locale.ROOT);
		Class<?> wrapper = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (wrapper.isEnum()) {
			return enumerated(wrapper, written);
		}
		if (wrapper == Duration.class) {
			String meant = duration(written);
			return new ExpectedValue(DURATION, List.of((meant != null) ? meant : exampleDuration(name)));
		}
		if (wrapper == DataSize.class) {
			return new ExpectedValue("a size: a whole number with a unit, which is one of B, KB, MB and GB",
					List.of(size(written)));
		}
		if (wrapper == Boolean.class) {
			return new ExpectedValue("one of true and false", flags(written));
		}
		if (wrapper == Integer.class || wrapper == Long.class) {
			long max = (wrapper == Integer.class) ? Integer.MAX_VALUE : Long.MAX_VALUE;
			return new ExpectedValue("a whole number in digits, at most " + max,
					List.of(whole(written, max, exampleNumber(name))));
		}
		if (wrapper == Double.class) {
			return new ExpectedValue("a number, with a point before its decimals", List.of(fraction(written)));
		}
		if (wrapper == URI.class) {
			return new ExpectedValue("an absolute URI with the scheme http or https",
					List.of(PropertyChecks.withScheme(text)));
		}
		return new ExpectedValue("a text", List.of("\"" + text + "\""));
	}

	private static ExpectedValue enumerated(Class<?> type, String written) {
		EnumeratedValues values = EnumeratedValues.of(type);
		List<String> nearest = values.nearest(written);
		return new ExpectedValue("one of " + values, (!nearest.isEmpty()) ? nearest : values.all());
	}

	private static List<String> flags(String written) {
		if (List.of("enabled", "enable", "y", "t", "active").contains(written)) {
			return List.of("true");
		}
		if (List.of("disabled", "disable", "n", "f", "none", "never").contains(written)) {
			return List.of("false");
		}
		return List.of("true", "false");
	}

	private static String size(String written) {
		Matcher size = SIZE.matcher(written);
		return (size.matches()) ? size.group(1) + size.group(2).toUpperCase(Locale.ROOT) + "B" : "64MB";
	}

	private static @Nullable String duration(String written) {
		Matcher part = PART.matcher(written);
		BigDecimal sum = BigDecimal.ZERO;
		int end = 0;
		while (part.find()) {
			Integer unit = unit(part.group(2));
			if (unit == null || !written.substring(end, part.start()).matches("[\\s,]*(?:and\\s*)?")) {
				return null;
			}
			end = part.end();
			sum = sum.add(new BigDecimal(part.group(1).replace(',', '.')).multiply(BigDecimal.valueOf(unit)));
		}
		if (end == 0 || end != written.length() || sum.compareTo(BigDecimal.valueOf(Durations.MAX.toMillis())) > 0) {
			return null;
		}
		return Durations.text(Duration.ofMillis(sum.longValue()));
	}

	private static @Nullable Integer unit(String unit) {
		return switch (unit) {
			case "ms", "msec", "msecs", "milli", "millis", "millisecond", "milliseconds" -> 1;
			case "s", "sec", "secs", "second", "seconds" -> 1000;
			case "m", "min", "mins", "minute", "minutes" -> 60_000;
			case "h", "hr", "hrs", "hour", "hours" -> 3_600_000;
			case "d", "day", "days" -> 86_400_000;
			default -> null;
		};
	}

	private static String exampleDuration(String name) {
		return Durations.EXAMPLES.getOrDefault(name, "60s");
	}

	private static String whole(String written, long max, String example) {
		Matcher amount = AMOUNT.matcher(written);
		if (!amount.matches()) {
			return example;
		}
		try {
			BigDecimal number = new BigDecimal(withoutSeparators(amount.group(1)));
			BigDecimal factor = (amount.group(2) != null) ? FACTORS.get(amount.group(2)) : BigDecimal.ONE;
			BigInteger whole = number.multiply(factor).toBigInteger();
			return (whole.signum() > 0 && whole.compareTo(BigInteger.valueOf(max)) <= 0) ? whole.toString() : example;
		}
		catch (NumberFormatException ex) {
			return example;
		}
	}

	// A point or comma before three digits separates thousands.
	private static String withoutSeparators(String digits) {
		return digits.replaceAll("[_ ']", "").replaceAll("[.,](?=[0-9]{3}(?:[^0-9]|$))", "").replace(',', '.');
	}

	private static String exampleNumber(String name) {
		return switch (name) {
			case "max-attempts" -> "6";
			case "max-connections" -> "1000";
			case "max-history" -> "30";
			case "tokens-per-minute" -> "200000";
			case "requests-per-minute" -> "50";
			default -> "4096";
		};
	}

	private static String fraction(String written) {
		Matcher fraction = FRACTION.matcher(written);
		if (!fraction.matches()) {
			return "0.5";
		}
		BigDecimal number = new BigDecimal(fraction.group(1).replace(',', '.'));
		return ((fraction.group(2).isEmpty()) ? number : number.movePointLeft(2)).stripTrailingZeros().toPlainString();
	}

}
