package dev.crossregion.bedrock.emulator.model;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds the data-retention mode of the account in each Region: the one that a test has
 * set, otherwise {@code default}. Thread-safe.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class DataRetention {

	private static final Set<String> MODES = Set.of("none", "default", "aws_review", "provider_data_share", "inherit");

	private final Map<String, String> initial;

	private final Map<String, String> modes;

	public DataRetention(Map<String, String> modes) {
		this.initial = Map.copyOf(modes);
		this.modes = new ConcurrentHashMap<>(modes);
	}

	/**
	 * Check a mode.
	 * @param mode the mode as Bedrock writes it
	 * @return the mode
	 * @throws IllegalArgumentException if there is no such mode
	 */
	public static String check(String mode) {
		if (!MODES.contains(mode)) {
			throw new IllegalArgumentException("A data-retention mode is none, default, aws_review, "
					+ "provider_data_share or inherit, not '" + mode + "'");
		}
		return mode;
	}

	public void set(String region, String mode) {
		this.modes.put(region, check(mode));
	}

	public String of(String region) {
		return this.modes.getOrDefault(region, "default");
	}

	public void reset() {
		this.modes.clear();
		this.modes.putAll(this.initial);
	}

}
