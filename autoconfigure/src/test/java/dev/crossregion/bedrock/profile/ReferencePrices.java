package dev.crossregion.bedrock.profile;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Prices of the reference that can be trusted. A row counts that comes
 * <ol>
 * <li>from the AWS Price List, read for all Regions of a model,</li>
 * <li>or from a model card: the standard tier and prompts of ordinary length,</li>
 * <li>or, for a profile that exists, from LiteLLM: where the geographic price is 1.1
 * times the global one of the same model, as in all rows of AWS itself.</li>
 * </ol>
 * Rows without a prefix have the global price, which no such call pays, and count never.
 * Models that are not active count never: their prices may have changed with public
 * extended access, or are history.
 */
final class ReferencePrices {

	private static final BigDecimal GEOGRAPHIC = new BigDecimal("1.1");

	private final JsonNode file;

	private final Predicate<String> profiles;

	/**
	 * Read prices.
	 * @param file the file of the reference
	 * @param profiles whether a profile exists
	 */
	ReferencePrices(JsonNode file, Predicate<String> profiles) {
		this.file = file;
		this.profiles = profiles;
	}

	/**
	 * The prices of an active model, as facts of the snapshot.
	 * @param model the ID of the model
	 * @return {@code prices} and {@code prices-from}; empty if none can be trusted
	 */
	Map<String, @Nullable String> of(String model) {
		Map<String, @Nullable String> facts = facts("aws-price-list-quickref", priceList(model));
		facts = (!facts.isEmpty()) ? facts : facts("aws-model-cards", card(model));
		return (!facts.isEmpty()) ? facts : facts("litellm", liteLlm(model));
	}

	private static Map<String, @Nullable String> facts(String source, Map<String, JsonNode> prices) {
		Map<String, @Nullable String> facts = new LinkedHashMap<>();
		if (!prices.isEmpty()) {
			facts.put("prices",
					prices.entrySet()
						.stream()
						.map((price) -> price.getKey() + ":" + amount(price.getValue(), "input").toPlainString() + "/"
								+ amount(price.getValue(), "output").toPlainString())
						.collect(Collectors.joining(",")));
			facts.put("prices-from", source);
		}
		return facts;
	}

	private static BigDecimal amount(JsonNode price, String direction) {
		return new BigDecimal(price.required(direction).asText()).stripTrailingZeros();
	}

	private Map<String, JsonNode> priceList(String model) {
		Map<String, JsonNode> prices = new TreeMap<>();
		for (JsonNode row : this.file.required("awsPriceList")) {
			if (row.required("modelId").asText().equals(model)
					&& row.required("source").asText().equals("aws-price-list-quickref")) {
				row.required("usdPerMillionTokens").properties().forEach((price) -> {
					if (Set.of("standard", "global").contains(price.getKey())) {
						prices.put(price.getKey(), price.getValue());
					}
				});
			}
		}
		return prices;
	}

	private Map<String, JsonNode> card(String model) {
		Map<String, JsonNode> prices = new TreeMap<>();
		for (JsonNode row : this.file.required("awsModelCards")) {
			String note = row.path("note").asText();
			if (row.required("modelId").asText().equals(model) && !note.startsWith("long context")
					&& !note.startsWith("Ultrafast")) {
				row.required("usdPerMillionTokens").properties().forEach((price) -> {
					switch (price.getKey()) {
						case "geo" -> prices.put("standard", price.getValue());
						case "global", "us" -> prices.put(price.getKey(), price.getValue());
						default -> {
							// In-Region is the same as geo; other partitions are not
							// read.
						}
					}
				});
			}
		}
		return prices;
	}

	private Map<String, JsonNode> liteLlm(String model) {
		Map<String, JsonNode> prices = new TreeMap<>();
		for (JsonNode row : this.file.required("litellm")) {
			JsonNode rows = row.required("usdPerMillionTokens");
			if (row.required("modelId").asText().equals(model) && rows.has("global")) {
				rows.properties().forEach((price) -> {
					if (this.profiles.test(price.getKey() + "." + model)
							&& isGeographic(price.getValue(), rows.get("global"))) {
						prices.put(price.getKey(), price.getValue());
					}
				});
				if (!prices.isEmpty() && this.profiles.test("global." + model)) {
					prices.put("global", rows.get("global"));
				}
			}
		}
		return prices;
	}

	private static boolean isGeographic(JsonNode price, JsonNode global) {
		return Set.of("input", "output")
			.stream()
			.allMatch((direction) -> amount(price, direction)
				.compareTo(amount(global, direction).multiply(GEOGRAPHIC)) == 0);
	}

}
