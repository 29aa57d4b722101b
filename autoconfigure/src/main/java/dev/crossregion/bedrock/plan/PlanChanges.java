package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.plan.PlanChange.Effect;
import dev.crossregion.bedrock.plan.PlanChange.Kind;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

/**
 * Compares two plans of one declaration: the routes, the declared routes that are not
 * admitted, what else the evidence offers, and the life cycles of models. The age of
 * evidence does not matter. Pure.
 *
 * @since 0.1.0
 */
public final class PlanChanges {

	private PlanChanges() {
	}

	/**
	 * Compare two plans.
	 * @param before the earlier plan
	 * @param after the later plan of the same declaration
	 * @return what changed, profile by profile; empty if nothing did
	 */
	public static List<PlanChange> between(RoutePlan before, RoutePlan after) {
		if (before == after) {
			return List.of();
		}
		Map<Route.Key, Offer> earlier = offers(before);
		Map<Route.Key, Offer> later = offers(after);
		Set<Route.Key> keys = new LinkedHashSet<>(earlier.keySet());
		keys.addAll(later.keySet());
		List<PlanChange> changes = new ArrayList<>();
		for (Route.Key key : keys) {
			Offer from = earlier.get(key);
			Offer to = later.get(key);
			if (from == null || to == null || !from.isSameAs(to)) {
				changes.add(change(key, from, to, later.keySet(), after));
			}
		}
		return List.copyOf(changes);
	}

	/**
	 * Compare the life cycles of the models of two plans. What is not known any more is
	 * no change, and neither is an active model of which nothing was known before.
	 * @param before the earlier plan
	 * @param then the day in UTC on which it is looked at
	 * @param after the later plan of the same declaration
	 * @param now the day in UTC on which that is looked at
	 * @return what changed, ordered by source Region and model; empty if nothing did
	 */
	public static List<LifecycleChange> lifecycles(RoutePlan before, LocalDate then, RoutePlan after, LocalDate now) {
		return after.lifecycle()
			.byModel()
			.keySet()
			.stream()
			.sorted(Comparator.comparing(PlanLifecycle.Key::sourceRegion).thenComparing(PlanLifecycle.Key::model))
			.map((key) -> new LifecycleChange(key.sourceRegion(), key.model(),
					LifecycleChange.State.of(before.lifecycle().of(key), then),
					LifecycleChange.State.of(after.lifecycle().of(key), now)))
			.filter((change) -> isNews(change.before(), change.after()))
			.toList();
	}

	private static boolean isNews(LifecycleChange.State before, LifecycleChange.State after) {
		if (after.stage() == LifecycleChange.Stage.UNKNOWN || before.equals(after)) {
			return false;
		}
		return before.stage() != LifecycleChange.Stage.UNKNOWN || after.isEnding();
	}

	// The ID of a profile is the same whether calls name it by its ID or by its ARN.
	private static Map<Route.Key, Offer> offers(RoutePlan plan) {
		Map<Route.Key, Offer> offers = new LinkedHashMap<>();
		plan.routes().forEach((route) -> offers.put(key(route), new Offer(route.destinations(), State.ADMITTED, null)));
		plan.unmet().forEach((unmet) -> {
			Route found = unmet.found();
			if (found != null) {
				offers.putIfAbsent(key(found), new Offer(found.destinations(), State.REFUSED, unmet.refusal()));
			}
		});
		plan.candidates()
			.forEach((candidate) -> offers.putIfAbsent(new Route.Key(candidate.sourceRegion(), candidate.profile()),
					new Offer(candidate.destinations(), State.NOT_USED, candidate.refusal())));
		return offers;
	}

	private static Route.Key key(Route route) {
		return new Route.Key(route.sourceRegion(), route.profileId());
	}

	private static PlanChange change(Route.Key key, @Nullable Offer from, @Nullable Offer to, Set<Route.Key> later,
			RoutePlan after) {
		List<String> added = (to != null) ? new ArrayList<>(to.destinations.codes()) : new ArrayList<>();
		List<String> gone = (from != null) ? new ArrayList<>(from.destinations.codes()) : new ArrayList<>();
		if (from != null && to != null) {
			added.removeAll(from.destinations.codes());
			gone.removeAll(to.destinations.codes());
		}
		Effect effect = effect((from != null) ? from.state : State.NOT_USED, (to != null) ? to.state : State.NOT_USED);
		boolean refused = effect == Effect.WITHDRAWN || effect == Effect.NOT_ADMITTED;
		return new PlanChange(kind(key, from, to, later), key, added, gone, effect,
				(refused) ? refusal(key.sourceRegion(), to, after) : null);
	}

	private static Kind kind(Route.Key key, @Nullable Offer from, @Nullable Offer to, Set<Route.Key> later) {
		if (from == null) {
			return Kind.PROFILE_NEW;
		}
		if (to == null) {
			return (later.stream().anyMatch((other) -> other.sourceRegion().equals(key.sourceRegion())))
					? Kind.PROFILE_GONE : Kind.SOURCE_REGION_GONE;
		}
		return (from.destinations.equals(to.destinations)) ? Kind.ADMISSION : Kind.DESTINATIONS;
	}

	private static Effect effect(State from, State to) {
		if (to == State.ADMITTED) {
			return (from == State.ADMITTED) ? Effect.STILL_ADMITTED : Effect.ADMITTED;
		}
		if (from == State.ADMITTED) {
			return Effect.WITHDRAWN;
		}
		return (from == State.NOT_USED && to == State.NOT_USED) ? Effect.NOT_USED : Effect.NOT_ADMITTED;
	}

	private static @Nullable Refusal refusal(RegionCode sourceRegion, @Nullable Offer to, RoutePlan after) {
		if (to != null && to.state == State.REFUSED) {
			return to.refusal;
		}
		// A refused profile may stand in the place of one that is gone.
		return after.unmet()
			.stream()
			.filter((unmet) -> unmet.route().sourceRegion().equals(sourceRegion))
			.sorted(Comparator.comparing((unmet) -> unmet.found() != null))
			.map(RoutePlan.Unmet::refusal)
			.findFirst()
			.orElse((to != null) ? to.refusal : null);
	}

	/**
	 * What a plan makes of a profile.
	 */
	private enum State {

		ADMITTED, REFUSED, NOT_USED

	}

	/**
	 * A profile in the evidence of a plan.
	 *
	 * @param destinations where it may run calls
	 * @param state what the plan makes of it
	 * @param refusal why it is not used, or {@code null}
	 */
	private record Offer(Destinations destinations, State state, @Nullable Refusal refusal) {

		boolean isSameAs(Offer other) {
			return this.state == other.state && this.destinations.equals(other.destinations);
		}

	}

}
