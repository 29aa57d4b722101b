package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs routes and residency limit of each model at start, the lack of a limit included:
 * typos in environment variables cannot be detected otherwise.
 */
final class PlanReport {

	private static final Logger logger = LoggerFactory.getLogger(PlanReport.class);

	private PlanReport() {
	}

	static void write(RoutePlans plans, ModelBindings bindings, RegionTable table) {
		plans.all().values().forEach((plan) -> {
			boolean bound = bindings.isBound(plan.name());
			logger.info("Model '{}': {}; residency: {}", plan.name(),
					(bound) ? routes(plan.routes()) : "no bean is bound to its plan", limitText(plan.declaration()));
			bindings.unbound(plan.name()).forEach((unbound) -> warn(plan.name(), unbound));
			plan.routes()
				.stream()
				.filter((route) -> bound && !route.proven())
				.forEach((route) -> logger.warn(
						"Model '{}': no evidence says whether {} can be called; the first call will show it",
						plan.name(), route));
		});
		plans.all()
			.values()
			.stream()
			.map((plan) -> plan.declaration().residency())
			.flatMap((residency) -> Stream.concat(residency.allow().stream(), residency.deny().stream()))
			.filter(Place.Region.class::isInstance)
			.map((place) -> ((Place.Region) place).region())
			.distinct()
			.filter((region) -> table.country(region).isEmpty())
			.forEach((region) -> warn(region, table));
	}

	private static String routes(List<Route> routes) {
		return routes.stream()
			.map((route) -> DisplayText.withoutAccounts(route.modelId()) + " from " + route.sourceRegion() + " runs in "
					+ route.destinations() + " (" + route.evidence().source().value() + " evidence of "
					+ route.evidence().asOf() + ")")
			.collect(Collectors.joining(", then "));
	}

	private static String limitText(ModelDeclaration declaration) {
		ResidencyPolicy residency = declaration.residency();
		String text = Stream
			.of((residency.allow().isEmpty()) ? "" : "allow " + residency.allow(),
					(residency.deny().isEmpty()) ? "" : "deny " + residency.deny(),
					(declaration.retention() == null) ? "" : "retention " + declaration.retention())
			.filter((part) -> !part.isEmpty())
			.collect(Collectors.joining(", "));
		return (text.isEmpty()) ? "none" : text;
	}

	private static void warn(String model, ModelBindings.Unbound unbound) {
		if (unbound.bean().equals(unbound.replacedBy())) {
			logger.warn(
					"Model '{}': bean '{}' is the application's own, in the place of the one that is made of {}. "
							+ "It is not bound to the plan of the model",
					model, unbound.bean(), CrossRegionProperties.property(model));
		}
		else {
			logger.warn("Model '{}': bean '{}' calls through bean '{}', which is the application's own. It is not "
					+ "bound to the plan of the model: its calls are not routed, and no residency limit is applied to "
					+ "them", model, unbound.bean(), unbound.replacedBy());
		}
	}

	private static void warn(RegionCode region, RegionTable table) {
		List<RegionCode> nearMisses = table.nearMisses(region.value());
		logger.warn("Residency names the Region '{}', which is not in the table of Regions. It is taken as written{}",
				region, (nearMisses.isEmpty()) ? "" : "; similar Regions are " + nearMisses);
	}

}
