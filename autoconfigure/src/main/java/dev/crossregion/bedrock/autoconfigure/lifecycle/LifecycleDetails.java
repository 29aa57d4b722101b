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
import dev.crossregion.bedrock.plan.LifecycleChange.State;
import dev.crossregion.bedrock.plan.PlanChanges;
import dev.crossregion.bedrock.plan.PlanLifecycle.Key;
import dev.crossregion.bedrock.plan.PlanLifecycle.Successor;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Life cycles of models as the start-up report, health and the endpoint
 * {@code crossregion} show them. Where those of a plan differ, the one that ends first
 * counts.
 */
public final class LifecycleDetails {

	private final Duration warning;

	private final Clock clock;

	private final LocalDate startedOn;

	/**
	 * Create details.
	 * @param warning how long before an end of life it is warned of; 0 for never
	 * @param clock tells the day
	 */
	public LifecycleDetails(Duration warning, Clock clock) {
		this.warning = warning;
		this.clock = clock;
		this.startedOn = today();
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
			put(details, State.of(lifecycle, today()));
			lifecycle.daysLeft(today()).ifPresent((days) -> details.put("daysLeft", days));
			Successor successor = plan.lifecycle().successor();
			put(details, "successor", (successor != null) ? successor.model() : null);
			warning(plan).ifPresent((warning) -> details.put("warning", warning));
		});
		return details;
	}

	/**
	 * The life cycle of the model of a route, where it has changed since the start.
	 * @param plans the plans at the start and now
	 * @param plan the plan of the model now
	 * @param route one of its routes, or a withdrawn one
	 * @return the details now and, as {@code atStart}, those of the start; empty if
	 * nothing has changed
	 */
	public Optional<Map<String, Object>> sinceStart(RoutePlans plans, RoutePlan plan, Route route) {
		return PlanChanges.lifecycles(plans.atStart(plan), this.startedOn, plan, today())
			.stream()
			.filter((change) -> change.sourceRegion().equals(route.sourceRegion())
					&& change.model().equals(route.model()))
			.findFirst()
			.map((change) -> {
				Map<String, Object> details = new LinkedHashMap<>();
				put(details, change.after());
				Map<String, Object> atStart = new LinkedHashMap<>();
				put(atStart, change.before());
				details.put("atStart", atStart);
				return details;
			});
	}

	private static void put(Map<String, Object> details, State state) {
		details.put("stage", state.stage().value());
		put(details, "legacy", state.legacy());
		put(details, "extendedAccess", state.extendedAccess());
		put(details, "endOfLife", state.endOfLife());
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
		return near(plan).map((key) -> text(plan, key));
	}

	private boolean isNear(Lifecycle lifecycle) {
		OptionalLong days = lifecycle.daysLeft(today());
		return lifecycle.hasEnded(today()) || (days.isPresent() && days.getAsLong() <= this.warning.toDays());
	}

	boolean isSilent() {
		return this.warning.isZero();
	}

	/**
	 * The model of a plan that ends first, and of whose end it is time to warn.
	 * @param plan the plan
	 * @return the model; empty if there is nothing to warn of
	 */
	Optional<Key> near(RoutePlan plan) {
		return (isSilent()) ? Optional.empty()
				: ending(plan).filter((route) -> isNear(plan.lifecycle().of(route))).flatMap(Key::of);
	}

	/**
	 * Describe the life cycle of a model of a plan.
	 * @param plan the plan
	 * @param key the model
	 * @return one line
	 */
	String text(RoutePlan plan, Key key) {
		Lifecycle lifecycle = plan.lifecycle().of(key);
		return DisplayText.line(key.model() + " "
				+ ((lifecycle.isEnding())
						? end(lifecycle, key.sourceRegion()) + extendedAccess(lifecycle) + successor(plan, key)
						: "is active in " + key.sourceRegion() + ", and no end of life is announced"));
	}

	private String end(Lifecycle lifecycle, RegionCode sourceRegion) {
		LocalDate endOfLife = lifecycle.dates().endOfLife();
		String on = (endOfLife != null) ? " on " + endOfLife : "";
		if (lifecycle.hasEnded(today())) {
			return "reached its end of life" + on + " in " + sourceRegion + "; Amazon Bedrock refuses calls to it";
		}
		if (endOfLife == null) {
			LocalDate legacy = lifecycle.dates().legacy();
			return ((lifecycle.isLegacy(today())) ? "is Legacy" : "becomes Legacy on " + legacy) + " in " + sourceRegion
					+ ", and no end of life is stated yet";
		}
		long days = lifecycle.daysLeft(today()).orElseThrow();
		return "reaches its end of life" + on + " in " + sourceRegion + ", "
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

	// The plan has the successor of the model that ends first, and of no other.
	private static String successor(RoutePlan plan, Key key) {
		if (ending(plan).filter((route) -> key.model().equals(route.model())).isEmpty()) {
			return "";
		}
		Successor successor = plan.lifecycle().successor();
		if (successor == null) {
			return ". No newer model of its family is known that the declaration admits";
		}
		return ". A newer model of its family that the declaration admits is " + successor.model() + " ("
				+ successor.routes().stream().map(Route::toString).collect(Collectors.joining(", ")) + ")";
	}

	/**
	 * The day by which life cycles are described.
	 * @return the day in UTC
	 */
	LocalDate today() {
		return LocalDate.ofInstant(this.clock.instant(), ZoneOffset.UTC);
	}

}
