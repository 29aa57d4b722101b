package dev.crossregion.bedrock.autoconfigure.lifecycle;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.PropertyNames;
import dev.crossregion.bedrock.plan.PlanLifecycle.Successor;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import org.jspecify.annotations.Nullable;

/**
 * Life cycles of models as the start-up report, health and the endpoint
 * {@code crossregion} show them. Where those of a plan differ, the one that ends first
 * counts.
 */
public final class LifecycleDetails {

	private final Duration warning;

	private final Clock clock;

	/**
	 * Create details.
	 * @param warning how long before an end of life it is warned of; 0 for never
	 * @param clock tells the day
	 */
	public LifecycleDetails(Duration warning, Clock clock) {
		this.warning = warning;
		this.clock = clock;
	}

	/**
	 * The life cycle of the model of a plan, once its Legacy period or its end is
	 * announced. The earliest possible end of an active model is none, and left out.
	 * @param plan the plan
	 * @return the details; empty if nothing is announced
	 */
	public Map<String, Object> of(RoutePlan plan) {
		Map<String, Object> details = new LinkedHashMap<>();
		ending(plan).ifPresent((route) -> {
			Lifecycle lifecycle = plan.lifecycle().of(route);
			put(details, "status", (lifecycle.status() != null) ? PropertyNames.value(lifecycle.status()) : null);
			details.put("sourceRegion", route.sourceRegion().value());
			put(details, "legacy", lifecycle.dates().legacy());
			put(details, "extendedAccess", lifecycle.dates().extendedAccess());
			put(details, "endOfLife", lifecycle.dates().endOfLife());
			lifecycle.daysLeft(today()).ifPresent((days) -> details.put("daysLeft", days));
			Successor successor = plan.lifecycle().successor();
			put(details, "successor", (successor != null) ? successor.model() : null);
			warning(plan).ifPresent((warning) -> details.put("warning", warning));
		});
		return details;
	}

	private static Optional<Route> ending(RoutePlan plan) {
		return plan.lifecycle().earliest(plan.routes()).filter((route) -> plan.lifecycle().of(route).isEnding());
	}

	private static void put(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value.toString());
		}
	}

	/**
	 * The warning of an end of life that is near or has come.
	 * @param plan the plan
	 * @return what ends when, and what could be declared instead; empty if there is
	 * nothing to warn of
	 */
	public Optional<String> warning(RoutePlan plan) {
		return (isSilent()) ? Optional.empty()
				: ending(plan).filter((route) -> isNear(plan.lifecycle().of(route))).map((route) -> text(plan, route));
	}

	private boolean isNear(Lifecycle lifecycle) {
		OptionalLong days = lifecycle.daysLeft(today());
		return lifecycle.hasEnded(today()) || (days.isPresent() && days.getAsLong() <= this.warning.toDays());
	}

	boolean isSilent() {
		return this.warning.isZero();
	}

	/**
	 * Whether a model of a plan is in its Legacy period.
	 * @param plan the plan
	 * @return {@code true} if so
	 */
	boolean isLegacy(RoutePlan plan) {
		return plan.routes().stream().anyMatch((route) -> plan.lifecycle().of(route).isLegacy(today()));
	}

	/**
	 * Whether a model of a plan is past its end of life.
	 * @param plan the plan
	 * @return {@code true} if so
	 */
	boolean hasEnded(RoutePlan plan) {
		return plan.routes().stream().anyMatch((route) -> plan.lifecycle().of(route).hasEnded(today()));
	}

	/**
	 * Describe the life cycle of the model of a plan.
	 * @param plan the plan
	 * @param route the route whose model ends first
	 * @return one line
	 */
	String text(RoutePlan plan, Route route) {
		Lifecycle lifecycle = plan.lifecycle().of(route);
		return DisplayText
			.line(route.model() + " " + end(lifecycle, route) + extendedAccess(lifecycle) + successor(plan));
	}

	private String end(Lifecycle lifecycle, Route route) {
		LocalDate endOfLife = lifecycle.dates().endOfLife();
		String on = (endOfLife != null) ? " on " + endOfLife : "";
		if (lifecycle.hasEnded(today())) {
			return "reached its end of life" + on + " in " + route.sourceRegion()
					+ "; Amazon Bedrock refuses calls to it";
		}
		if (endOfLife == null) {
			return "is Legacy in " + route.sourceRegion() + ", and no end of life is stated yet";
		}
		long days = lifecycle.daysLeft(today()).orElseThrow();
		return "reaches its end of life" + on + " in " + route.sourceRegion() + ", "
				+ ((days > 0) ? "in " + days + ((days > 1) ? " days" : " day") : "today") + "; calls fail from then on";
	}

	private String extendedAccess(Lifecycle lifecycle) {
		LocalDate begin = lifecycle.dates().extendedAccess();
		if (begin == null || lifecycle.hasEnded(today())) {
			return "";
		}
		return ". Public extended access " + ((begin.isAfter(today())) ? "begins" : "began") + " on " + begin
				+ ", and calls may cost more from then on: AWS says to expect higher pricing";
	}

	private static String successor(RoutePlan plan) {
		Successor successor = plan.lifecycle().successor();
		if (successor == null) {
			return ". No newer model of its family is known that the declaration admits";
		}
		return ". A newer model of its family that the declaration admits is " + successor.model() + " ("
				+ successor.routes().stream().map(Route::toString).collect(Collectors.joining(", ")) + ")";
	}

	private LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
