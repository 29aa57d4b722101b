package dev.crossregion.bedrock.price;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlan.Candidate;
import dev.crossregion.bedrock.price.PriceList.Price;
import dev.crossregion.bedrock.profile.FoundationModelId;

/**
 * Compares the ways to call the model of a plan: its routes, and the candidates that it
 * does not use. Prices are compared by a million tokens of input and a million of output.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class PriceComparison {

	private final Map<Route.Key, Price> prices = new HashMap<>();

	private final OptionalDouble cheapest;

	private final List<Candidate> cheaper;

	/**
	 * Compare the prices of a plan.
	 * @param plan the plan
	 * @param list the prices
	 */
	public PriceComparison(RoutePlan plan, PriceList list) {
		FoundationModelId model = plan.model();
		List<Candidate> candidates = (model != null) ? plan.candidates() : List.of();
		List<Route> routes = plan.routes()
			.stream()
			.filter((route) -> model != null && model.equals(route.model()))
			.toList();
		routes.forEach((route) -> list.of(route.modelId(), model, route.mode())
			.ifPresent((price) -> this.prices.put(route.key(), price)));
		OptionalDouble ofRoutes = cheapest();
		candidates.forEach((candidate) -> list.of(candidate.profile(), model, candidate.mode())
			.ifPresent((price) -> this.prices.put(key(candidate), price)));
		this.cheapest = cheapest();
		List<Candidate> cheaper = new ArrayList<>(candidates);
		cheaper.removeIf((candidate) -> ofRoutes.isEmpty() || !this.prices.containsKey(key(candidate))
				|| this.prices.get(key(candidate)).sum() >= ofRoutes.getAsDouble());
		cheaper.sort(Comparator.comparingDouble((candidate) -> this.prices.get(key(candidate)).sum()));
		this.cheaper = List.copyOf(cheaper);
	}

	private OptionalDouble cheapest() {
		return this.prices.values().stream().mapToDouble(Price::sum).min();
	}

	private static Route.Key key(Candidate candidate) {
		return new Route.Key(candidate.sourceRegion(), candidate.profile());
	}

	/**
	 * The price of a route.
	 * @param route a route of the plan
	 * @return the price, or empty if none is known
	 */
	public Optional<Price> of(Route route) {
		return Optional.ofNullable(this.prices.get(route.key()));
	}

	/**
	 * The price of a candidate.
	 * @param candidate a candidate of the plan
	 * @return the price, or empty if none is known
	 */
	public Optional<Price> of(Candidate candidate) {
		return Optional.ofNullable(this.prices.get(key(candidate)));
	}

	/**
	 * A price relative to that of the cheapest way to call the model.
	 * @param price a price of this plan
	 * @return how many times the cheapest it is; 1 for the cheapest
	 */
	public double relative(Price price) {
		double cheapest = this.cheapest.orElse(0);
		return (cheapest > 0) ? price.sum() / cheapest : 1;
	}

	/**
	 * The candidates that are cheaper than every route.
	 * @return the candidates with their refusals, the cheapest first
	 */
	public List<Candidate> cheaper() {
		return this.cheaper;
	}

}
