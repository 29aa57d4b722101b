package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.ServiceQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.quota.TokenAccounting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of models without {@code max-output-tokens}: a call then reserves the maximum of
 * the model, usually most of its reservation, and few calls fit into a quota at once.
 */
final class ReservationReport {

	private static final Logger logger = LoggerFactory.getLogger(ReservationReport.class);

	private ReservationReport() {
	}

	/**
	 * Log the warnings of the start.
	 * @param plans the plans
	 * @param bindings tell which models have beans
	 * @param properties tell which models have a maximum
	 * @param snapshot has the default quotas of AWS
	 */
	static void write(RoutePlans plans, ModelBindings bindings, CrossRegionProperties properties,
			BundledSnapshot snapshot) {
		plans.all()
			.values()
			.stream()
			.filter((plan) -> bindings.isBound(plan.name()))
			.filter((plan) -> hasNoMaximum(plan, properties))
			.forEach((plan) -> write(plan, snapshot));
	}

	/**
	 * Log the warning for a quota that was read.
	 * @param plans the plans
	 * @param properties tell which models have a maximum
	 * @param route a route of the plans
	 * @param tokens its token quota
	 */
	static void write(RoutePlans plans, CrossRegionProperties properties, Route route, QuotaNumber tokens) {
		Long size = tokens.size();
		if (size == null || tokens.origin() == QuotaNumber.Origin.DECLARED
				|| route.accounting().maxOutputTokens() == 0) {
			return;
		}
		plans.all()
			.values()
			.stream()
			.filter((plan) -> hasNoMaximum(plan, properties)
					&& plan.routes().stream().anyMatch((other) -> other.key().equals(route.key())))
			.forEach((plan) -> warn(plan, route, size, "a quota of " + tokens + " tokens a minute"));
	}

	private static boolean hasNoMaximum(RoutePlan plan, CrossRegionProperties properties) {
		return properties.allModels().get(plan.name()).maxOutputTokens() == null;
	}

	private static void write(RoutePlan plan, BundledSnapshot snapshot) {
		List<Route> routes = plan.routes()
			.stream()
			.filter((route) -> route.accounting().maxOutputTokens() > 0)
			.toList();
		routes.stream()
			.map(Route::accounting)
			.distinct()
			.forEach((accounting) -> logger.warn(
					"Model '{}': {} is not set; a call that states no maximum reserves {}.{} Write {}", plan.name(),
					property(plan), reservation(accounting), defaultQuota(accounting, routes, snapshot), advice(plan)));
		routes.forEach((route) -> {
			Long declared = route.quota().tokensPerMinute();
			if (declared != null) {
				warn(plan, route, declared, "a declared quota of " + number(declared) + " tokens a minute");
			}
		});
	}

	private static void warn(RoutePlan plan, Route route, long quota, String quotaText) {
		logger.warn(
				"Model '{}': {} from {} has {}, and {} is not set. A call that states no maximum reserves {}, so {}. "
						+ "Write {}",
				plan.name(), DisplayText.withoutAccounts(route.modelId()), route.sourceRegion(), quotaText,
				property(plan), reservation(route.accounting()),
				concurrentCalls(quota / route.accounting().maxOutputTokens()), advice(plan));
	}

	// Where the quota is not known yet, the default of AWS gives an estimate.
	private static String defaultQuota(TokenAccounting accounting, List<Route> routes, BundledSnapshot snapshot) {
		return routes.stream()
			.filter((route) -> route.accounting().equals(accounting) && route.quota().tokensPerMinute() == null)
			.map((route) -> defaultQuota(route, snapshot))
			.filter(Objects::nonNull)
			.distinct()
			.sorted()
			.map((quota) -> " With AWS's default of " + number(quota) + " tokens a minute "
					+ concurrentCalls(quota / accounting.maxOutputTokens()) + "; an account may have less.")
			.collect(Collectors.joining());
	}

	private static @Nullable Long defaultQuota(Route route, BundledSnapshot snapshot) {
		return (route.model() != null)
				? snapshot.quota(route.model(), route.mode(), ServiceQuota.Unit.TOKENS_PER_MINUTE)
					.map((quota) -> quota.defaultIn(route.sourceRegion()))
					.orElse(null)
				: null;
	}

	private static String property(RoutePlan plan) {
		return CrossRegionProperties.property(plan.name()) + ".max-output-tokens";
	}

	private static String advice(RoutePlan plan) {
		return property(plan) + ": 4096, or what answers need";
	}

	private static String reservation(TokenAccounting accounting) {
		return number(accounting.maxOutputTokens()) + " tokens of output beside its input, " + ((accounting.assumed())
				? "which is assumed because the maximum of the model is not known" : "the maximum of the model");
	}

	private static String concurrentCalls(long calls) {
		return (calls > 0) ? "the quota has room for at most " + number(calls) + " such calls at once"
				: "the quota has no room for one such call, and they are sent one at a time, each when the whole "
						+ "quota is free";
	}

	private static String number(long value) {
		return String.format(Locale.ROOT, "%,d", value);
	}

}
