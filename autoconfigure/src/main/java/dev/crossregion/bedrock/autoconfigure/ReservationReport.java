package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.quota.TokenAccounting;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RoutePlan;
import dev.crossregion.bedrock.routing.RoutePlans;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at start what calls reserve of a quota where their maximum of output is not
 * configured: it is the largest part of what a call reserves.
 */
final class ReservationReport {

	private static final Logger logger = LoggerFactory.getLogger(ReservationReport.class);

	private ReservationReport() {
	}

	static void write(RoutePlans plans, ModelBindings bindings, CrossRegionProperties properties) {
		plans.all()
			.values()
			.stream()
			.filter((plan) -> bindings.isBound(plan.name()))
			.filter((plan) -> properties.allModels().get(plan.name()).maxOutputTokens() == null)
			.forEach(ReservationReport::write);
	}

	private static void write(RoutePlan plan) {
		String property = CrossRegionProperties.property(plan.name()) + ".max-output-tokens";
		plan.routes()
			.stream()
			.map(Route::accounting)
			.filter((accounting) -> accounting.maxOutputTokens() > 0)
			.distinct()
			.forEach((accounting) -> logger.info("Model '{}': {} is not set; a call that states no maximum reserves {}",
					plan.name(), property, reserved(accounting)));
		List<Route> declared = plan.routes()
			.stream()
			.filter((route) -> route.quota().tokensPerMinute() != null && route.accounting().maxOutputTokens() > 0)
			.toList();
		declared.forEach((route) -> logger.warn(
				"Model '{}': {} from {} has a declared quota of {} tokens a minute, and {} is not set. "
						+ "A call that states no maximum reserves {}, so {}. Write {}: 4096, or whatever answers need",
				plan.name(), route.profile(), route.sourceRegion(), number(route.quota().tokensPerMinute()), property,
				reserved(route.accounting()),
				room(route.quota().tokensPerMinute() / route.accounting().maxOutputTokens()), property));
	}

	private static String reserved(TokenAccounting accounting) {
		return number(accounting.maxOutputTokens()) + " tokens of output beside its input, " + ((accounting.assumed())
				? "which is assumed because the maximum of the model is not known" : "the maximum of the model");
	}

	private static String room(long calls) {
		return (calls > 0) ? "the quota has room for at most " + number(calls) + " such calls at once"
				: "the quota has no room for one such call, and they are sent one at a time, each when the whole "
						+ "quota is free";
	}

	private static String number(long value) {
		return String.format(Locale.ROOT, "%,d", value);
	}

}
