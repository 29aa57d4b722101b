package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.Corrections;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.plan.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Suggests places for a residency list where none is similar to what was written.
 */
final class PlaceSuggestions {

	/** Antarctica has no Region, so a limit to it reports every destination. */
	private static final String WITHOUT_REGIONS = "AQ";

	private PlaceSuggestions() {
	}

	/**
	 * Offer lists, until one starts.
	 * @param corrections collects the lists that start
	 * @param list the full name of the list
	 */
	static void offer(Corrections corrections, String list) {
		for (List<String> places : (list.endsWith(".deny")) ? denied() : allowed(corrections, list)) {
			Map<String, @Nullable Object> changes = Corrections.changes(list, places);
			if (corrections.starts(changes)) {
				corrections.offer(String.join(", ", places), changes);
				return;
			}
		}
	}

	private static List<List<String>> denied() {
		return List.of(List.of("CN"), List.of("US"), List.of("GB"));
	}

	// Groups first, then just the countries of all destinations.
	private static List<List<String>> allowed(Corrections corrections, String list) {
		List<List<String>> places = new ArrayList<>(List.of(List.of("EU"), List.of("EEA")));
		if (corrections
			.failure(Corrections.changes(list, List.of(WITHOUT_REGIONS))) instanceof UnmetDeclarationException unmet) {
			TreeSet<String> countries = unmet.getRoutes()
				.stream()
				.map(UnmetDeclarationException.UnmetRoute::refusal)
				.filter(Refusal.ResidencyNotSatisfied.class::isInstance)
				.flatMap((refusal) -> ((Refusal.ResidencyNotSatisfied) refusal).verdict().offences().stream())
				.map((offence) -> Objects.requireNonNullElse(offence.country(), offence.region().value()))
				.collect(Collectors.toCollection(TreeSet::new));
			places.add(List.copyOf(countries));
		}
		places.removeIf(List::isEmpty);
		return places;
	}

}
