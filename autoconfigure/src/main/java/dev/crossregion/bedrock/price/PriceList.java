package dev.crossregion.bedrock.price;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.ModelFacts.TokenPrice;
import org.jspecify.annotations.Nullable;

/**
 * The prices of models: those that are declared, else those of the snapshot. What neither
 * states is unknown. Immutable.
 *
 * @since 0.1.0
 */
public final class PriceList {

	private static final String STANDARD = "standard";

	private final Map<String, TokenPrice> declared;

	private final Function<FoundationModelId, Optional<ModelFacts>> facts;

	/**
	 * Create a list.
	 * @param declared declared prices by the ID of a profile or of a model
	 * @param facts the facts about models
	 */
	public PriceList(Map<String, TokenPrice> declared, Function<FoundationModelId, Optional<ModelFacts>> facts) {
		this.declared = Map.copyOf(declared);
		this.facts = facts;
	}

	/**
	 * The declared price of a route: that of its profile, else that of its model.
	 * @param route the route
	 * @return the price
	 */
	public Optional<TokenPrice> declared(Route route) {
		return declared(route.modelId(), route.model());
	}

	private Optional<TokenPrice> declared(String modelId, @Nullable FoundationModelId model) {
		return Optional.ofNullable(this.declared.get(id(modelId)))
			.or(() -> Optional.ofNullable(model).map((known) -> this.declared.get(known.value())));
	}

	/**
	 * The price of a way to call a model.
	 * @param modelId what calls name as the model
	 * @param model the model
	 * @param mode how far calls reach
	 * @return the price with its source, or empty if none is known
	 */
	Optional<Price> of(String modelId, FoundationModelId model, InferenceMode mode) {
		return declared(modelId, model).map((price) -> new Price(price, "declared"))
			.or(() -> this.facts.apply(model)
				.map(ModelFacts::prices)
				.flatMap((prices) -> bundled(prices, modelId, model, mode)
					.map((price) -> new Price(price, prices.source()))));
	}

	// An ARN ends with the ID of the profile or model.
	private static String id(String modelId) {
		return modelId.substring(modelId.lastIndexOf('/') + 1);
	}

	// An application profile has no prefix, so only the price for any prefix is its own.
	private static Optional<TokenPrice> bundled(ModelFacts.Prices prices, String modelId, FoundationModelId model,
			InferenceMode mode) {
		if (mode == InferenceMode.GLOBAL) {
			return Optional.ofNullable(prices.byKind().get(InferenceMode.GLOBAL.value()));
		}
		String tail = "." + model;
		String id = id(modelId);
		TokenPrice ofPrefix = (id.endsWith(tail)) ? prices.byKind().get(id.substring(0, id.length() - tail.length()))
				: null;
		return Optional.ofNullable((ofPrefix != null) ? ofPrefix : prices.byKind().get(STANDARD));
	}

	/**
	 * A price and where it comes from.
	 *
	 * @param price the price
	 * @param source {@code declared}, or the ID of a source of the snapshot
	 * @since 0.1.0
	 */
	public record Price(TokenPrice price, String source) {

		/**
		 * A million tokens each way, by which prices are compared.
		 * @return the sum in US dollars
		 */
		double sum() {
			return this.price.input() + this.price.output();
		}

	}

}
