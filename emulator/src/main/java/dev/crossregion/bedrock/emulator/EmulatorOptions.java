package dev.crossregion.bedrock.emulator;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;

/**
 * Parses the command line of an emulator process.
 */
final class EmulatorOptions {

	static final String USAGE = """
			All options are optional:
			  --port=8089               the port; by default a free one
			  --latency=PT0.05S         the time before an answer, or before a stream
			  --pace=PT0.02S            the time before each word of a stream
			  --throttled-latency=PT0.3S
			                            the time before the 429 of an exhausted quota
			  --seed=42                 the seed of faults and destinations
			  --quota=REGION/PROFILE=TOKENS,REQUESTS[,REFILL]
			                            a quota of a source Region; REQUESTS is - for a model without a
			                            quota of requests; REFILL is continuous (the default),
			                            fixed-window or short-burst; may be given several times
			  --region=eu-central-1     the source Region of requests with an API key that do not name one in
			                            the header x-emulator-region; by default us-east-1
			  --api-key=KEY[@REGION]    an API key that is accepted, in every Region or in one; by default
			                            any key is; may be given several times
			  --guardrail=REGION/ID[/PROFILE]
			                            a guardrail, and the guardrail profile that it runs across Regions
			                            with; requests with other guardrails are rejected; by default any
			                            exists; may be given several times
			  --data-retention=REGION=MODE
			                            the data-retention mode of the account in a Region; by default
			                            default; may be given several times
			  --clock-offset=PT10M      check the times of signatures by a clock that is so far ahead
			  --quota-window=PT10S      the window of all quotas; by default a minute
			  --journal=100000          the capacity of the journal; 0 for none
			  --cloudtrail=DIRECTORY    write the journal there as a CloudTrail file when the emulator ends
			  --stop-after=PT10M        the maximum run time; by default twelve hours
			  --stop-with-stdin         end when standard input ends, as it does when the parent process has ended
			Times are ISO-8601 durations.
			""";

	private final BedrockEmulator.Builder builder = BedrockEmulator.builder();

	private Duration stopAfter = Duration.ofHours(12);

	private boolean stopWithStdin;

	private EmulatorOptions() {
	}

	static EmulatorOptions parse(String... args) {
		EmulatorOptions options = new EmulatorOptions();
		for (String arg : args) {
			try {
				options.set(arg.split("=", 2));
			}
			catch (DateTimeException ex) {
				throw new IllegalArgumentException(arg + ": This is not a duration such as PT0.05S.", ex);
			}
			catch (NumberFormatException ex) {
				throw new IllegalArgumentException(arg + ": This is not a number.", ex);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(arg + ": " + ex.getMessage(), ex);
			}
		}
		return options;
	}

	private void set(String[] option) {
		String value = (option.length == 2) ? option[1] : "";
		switch (option[0]) {
			case "--port" -> this.builder.port(port(value));
			case "--latency" -> this.builder.latency(Duration.parse(value));
			case "--pace" -> this.builder.pace(Duration.parse(value));
			case "--throttled-latency" -> this.builder.throttledLatency(Duration.parse(value));
			case "--seed" -> this.builder.seed(Long.parseLong(value));
			case "--quota" -> quota(value);
			case "--region" -> this.builder.region(value);
			case "--api-key" -> apiKey(value);
			case "--guardrail" -> guardrail(value.split("/", 3));
			case "--data-retention" -> dataRetention(value.split("=", 2));
			case "--clock-offset" -> this.builder.clockOffset(Duration.parse(value));
			case "--quota-window" -> this.builder.quotaWindow(Duration.parse(value));
			case "--journal" -> this.builder.journalCapacity(Integer.parseInt(value));
			case "--cloudtrail" -> this.builder.cloudTrail(directory(value));
			case "--stop-after" -> {
				this.stopAfter = Duration.parse(value);
			}
			case "--stop-with-stdin" -> {
				this.stopWithStdin = flag(option);
			}
			default -> throw new IllegalArgumentException("There is no such option.");
		}
	}

	BedrockEmulator.Builder builder() {
		return this.builder;
	}

	/**
	 * The maximum run time of the emulator.
	 * @return the time from its start
	 */
	Duration stopAfter() {
		return this.stopAfter;
	}

	/**
	 * Whether the emulator ends when its standard input ends.
	 * @return {@code true} if it does
	 */
	boolean isStopWithStdin() {
		return this.stopWithStdin;
	}

	private static int port(String value) {
		int port = Integer.parseInt(value);
		if (port < 0 || port > 65535) {
			throw new IllegalArgumentException("A port is from 0 to 65535.");
		}
		return port;
	}

	private static Path directory(String value) {
		if (value.isBlank()) {
			throw new IllegalArgumentException("A directory is missing.");
		}
		return Path.of(value);
	}

	private static boolean flag(String[] option) {
		if (option.length == 2) {
			throw new IllegalArgumentException("This option takes no value.");
		}
		return true;
	}

	private void apiKey(String value) {
		// Keys are Base64, which has no @.
		int at = value.lastIndexOf('@');
		if (at < 0) {
			this.builder.apiKey(value);
		}
		else {
			this.builder.apiKey(value.substring(0, at), value.substring(at + 1));
		}
	}

	private void guardrail(String[] parts) {
		switch (parts.length) {
			case 2 -> this.builder.guardrail(parts[0], parts[1]);
			case 3 -> this.builder.guardrail(parts[0], parts[1], parts[2]);
			default -> throw new IllegalArgumentException("A guardrail is REGION/ID or REGION/ID/GUARDRAIL-PROFILE.");
		}
	}

	private void dataRetention(String[] parts) {
		if (parts.length != 2) {
			throw new IllegalArgumentException("A data-retention mode is REGION=MODE.");
		}
		this.builder.dataRetention(parts[0], parts[1]);
	}

	private void quota(String value) {
		// The ARN of an application profile has slashes, but no equals sign.
		int slash = value.indexOf('/');
		int equals = value.indexOf('=');
		String[] numbers = value.substring(equals + 1).split(",", -1);
		if (slash < 1 || equals < slash + 2 || numbers.length < 2 || numbers.length > 3) {
			throw new IllegalArgumentException("A quota is REGION/PROFILE=TOKENS,REQUESTS[,REFILL].");
		}
		long tokens = Long.parseLong(numbers[0]);
		EmulatorQuota quota = (numbers[1].equals("-")) ? EmulatorQuota.tokensPerMinute(tokens)
				: EmulatorQuota.perMinute(tokens, Long.parseLong(numbers[1]));
		this.builder.quota(value.substring(0, slash), value.substring(slash + 1, equals),
				(numbers.length == 3) ? quota.refill(refill(numbers[2])) : quota);
	}

	private static EmulatorQuota.Refill refill(String value) {
		for (EmulatorQuota.Refill refill : EmulatorQuota.Refill.values()) {
			if (refill.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
				return refill;
			}
		}
		throw new IllegalArgumentException("A quota comes back continuous, fixed-window or short-burst.");
	}

}
