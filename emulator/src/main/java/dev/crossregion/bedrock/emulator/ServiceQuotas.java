package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.model.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Holds the quota values that Service Quotas shows: those that a test has set, those that
 * the emulator enforces, otherwise the AWS defaults of the snapshot. Thread-safe.
 */
final class ServiceQuotas {

	/** The end of the names of quotas that do not apply to ordinary calls. */
	private static final String LONG_CONTEXT = " context length";

	/** Stands for a quota without an applied value. */
	private static final double NOT_APPLIED = -1;

	private static final double MINUTE = Duration.ofMinutes(1).toNanos();

	private final List<Snapshot.Quota> quotas = Snapshot.shared().quotas();

	private final Map<Key, Double> values = new ConcurrentHashMap<>();

	private final Map<Key, Double> enforced = new HashMap<>();

	/**
	 * Create the values.
	 * @param directory resolves profiles to models
	 * @param enforced the enforced quotas, per window
	 * @param window the window
	 */
	ServiceQuotas(ModelDirectory directory, Map<QuotaLedger.Key, EmulatorQuota> enforced, Duration window) {
		enforced.forEach((key, quota) -> {
			double windows = MINUTE / window.toNanos();
			Optional<Profiles.Profile> profile = directory.profile(key.sourceRegion(), key.profile())
				.filter((known) -> !known.isApplication());
			String model = profile.map(Profiles.Profile::model).orElse(key.profile());
			String kind = profile.map((known) -> (known.id().startsWith("global.")) ? "global" : "geographic")
				.orElse("on-demand");
			put(key.sourceRegion(), model, kind, "tokens-per-minute", quota.tokens() * windows);
			if (quota.hasRequests()) {
				put(key.sourceRegion(), model, kind, "requests-per-minute", quota.requests() * windows);
			}
		});
	}

	// Nothing is added for a model without such a quota.
	private void put(String region, String model, String kind, String unit, double value) {
		this.quotas.stream()
			.filter((quota) -> quota.model().equals(model) && quota.kind().equals(kind) && quota.unit().equals(unit)
					&& !quota.name().toLowerCase(Locale.ROOT).endsWith(LONG_CONTEXT))
			.forEach((quota) -> this.enforced.put(new Key(region, quota.code()), value));
	}

	/**
	 * Set an applied value.
	 * @param region the source Region
	 * @param quota the code or the name of the quota
	 * @param value the value, not negative
	 */
	void set(String region, String quota, double value) {
		if (!(value >= 0)) {
			throw new IllegalArgumentException("A quota cannot be " + value);
		}
		this.values.put(new Key(region, find(quota).code()), value);
	}

	/**
	 * Remove the applied value of a quota.
	 * @param region the source Region
	 * @param quota the code or the name of the quota
	 */
	void remove(String region, String quota) {
		this.values.put(new Key(region, find(quota).code()), NOT_APPLIED);
	}

	private Snapshot.Quota find(String quota) {
		return this.quotas.stream()
			.filter((known) -> known.code().equals(quota) || known.name().equalsIgnoreCase(quota))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"'" + quota + "' is neither the code nor the name of a quota of Amazon Bedrock in the snapshot"));
	}

	List<Snapshot.Quota> all() {
		return this.quotas;
	}

	/**
	 * The applied value.
	 * @param region the source Region
	 * @param quota the quota
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable Double applied(String region, Snapshot.Quota quota) {
		Key key = new Key(region, quota.code());
		Double value = this.values.get(key);
		if (value != null) {
			return (value != NOT_APPLIED) ? value : null;
		}
		Double enforced = this.enforced.get(key);
		return (enforced != null) ? enforced : quota.defaultIn(region);
	}

	private record Key(String region, String code) {
	}

}
