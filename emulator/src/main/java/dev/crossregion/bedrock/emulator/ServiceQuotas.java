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
 * The values of quotas as Service Quotas shows them: those that a test has set, those
 * that the emulator enforces, otherwise the defaults of AWS that the snapshot knows.
 * Thread-safe.
 */
final class ServiceQuotas {

	/** Quotas of a context length are not those of ordinary calls. */
	private static final String LONG_CONTEXT = " context length";

	/** Stands for a quota that has no applied value. */
	private static final double NOT_APPLIED = -1;

	private static final double MINUTE = Duration.ofMinutes(1).toNanos();

	private final List<Snapshot.Quota> quotas = Snapshot.shared().quotas();

	private final Map<Key, Double> values = new ConcurrentHashMap<>();

	private final Map<Key, Double> enforced = new HashMap<>();

	/**
	 * Create the values.
	 * @param directory knows the models of profiles
	 * @param enforced what the emulator enforces, for a window
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

	// A model without such a quota gets none here either.
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
	 * Leave a quota without an applied value.
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
			.orElseThrow(() -> new IllegalArgumentException("'" + quota
					+ "' is neither the code nor the name of a quota of Amazon Bedrock that the snapshot knows"));
	}

	List<Snapshot.Quota> all() {
		return this.quotas;
	}

	/**
	 * The value that applies.
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
