package dev.crossregion.bedrock.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.plan.RoutePlan.Candidate;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.price.PriceComparison;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelFacts.TokenPrice;
import dev.crossregion.bedrock.profile.ModelReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads declared prices, and logs at start where a cheaper way to call a model is not
 * used.
 */
final class PriceReport {

	private static final Logger logger = LoggerFactory.getLogger(PriceReport.class);

	private static final String PROPERTY = CrossRegionProperties.PREFIX + ".prices";

	private PriceReport() {
	}

	/**
	 * The prices that apply.
	 * @param properties the declared prices
	 * @param snapshot the other prices
	 * @return the list
	 * @throws InvalidPropertyException if a declared price is not complete
	 */
	static PriceList list(CrossRegionProperties properties, BundledSnapshot snapshot) {
		Map<String, TokenPrice> declared = new LinkedHashMap<>();
		properties.prices().forEach((id, price) -> {
			String property = PROPERTY + "[" + id + "]";
			checkId(property, id);
			declared.put(id, new TokenPrice(amount(property + ".input", price.input()),
					amount(property + ".output", price.output())));
		});
		return new PriceList(declared, snapshot::facts);
	}

	private static void checkId(String property, String id) {
		try {
			if (!(ModelReference.parse(id) instanceof BedrockArn)) {
				return;
			}
		}
		catch (MalformedModelReferenceException ex) {
			// Reported below, as an ARN is.
		}
		throw new InvalidPropertyException(PROPERTY, id,
				"its keys are IDs of models or profiles, in brackets and quotes because of their dots",
				List.of("\"[anthropic.claude-sonnet-4-5-20250929-v1:0]\""));
	}

	private static double amount(String property, @Nullable Double amount) {
		if (amount == null) {
			throw new InvalidPropertyException(property, "", "a price has both input and output", List.of("3.3"));
		}
		PropertyChecks.fraction(property, amount, Double.MAX_VALUE);
		return amount;
	}

	static void write(RoutePlans plans, ModelBindings bindings, PriceList list) {
		plans.all().values().stream().filter((plan) -> bindings.isBound(plan.name())).forEach((plan) -> {
			PriceComparison prices = new PriceComparison(plan, list);
			if (!prices.cheaper().isEmpty()) {
				Candidate cheapest = prices.cheaper().get(0);
				plan.routes()
					.stream()
					.flatMap((route) -> prices.of(route).stream())
					.mapToDouble(prices::relative)
					.min()
					.ifPresent((relative) -> logger.info(
							"Model '{}': its routes cost at least {} times as much as {} from {}, which is not used: {}",
							plan.name(), String.format(Locale.ROOT, "%.2f", relative), cheapest.profile(),
							cheapest.sourceRegion(), DisplayText.line(cheapest.refusal().describe())));
			}
		});
	}

}
