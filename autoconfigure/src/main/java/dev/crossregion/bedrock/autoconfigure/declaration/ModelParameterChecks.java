package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.crossregion.bedrock.autoconfigure.failure.UnsupportedParameterException;
import dev.crossregion.bedrock.autoconfigure.failure.UnsupportedParameterException.UnsupportedParameters;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.ModelFacts.Sampling;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.StringUtils;

/**
 * Finds parameters that a model is known to reject, before the first call fails. Unknown
 * facts about a model are not checked, and neither are parameters that a customizer or a
 * request sets.
 */
public final class ModelParameterChecks {

	private static final Logger logger = LoggerFactory.getLogger(ModelParameterChecks.class);

	/** AWS publishes rounded limits: 4K is 4,000 or 4,096. */
	private static final int KILO = 1000;

	private static final int KIBI = 1024;

	private static final String TEMPERATURE = "temperature";

	private static final String TOP_P = "topp";

	private static final String TOP_K = "topk";

	private final Function<FoundationModelId, Optional<ModelFacts>> facts;

	/**
	 * Create the checks.
	 * @param facts the facts about a model, where they are known
	 */
	public ModelParameterChecks(Function<FoundationModelId, Optional<ModelFacts>> facts) {
		this.facts = facts;
	}

	/**
	 * Check the parameters of all models, and log warnings for those that may be
	 * rejected.
	 * @param properties what is declared
	 * @param plans the plans, which name the foundation models
	 * @throws UnsupportedParameterException if a model rejects a parameter
	 */
	public void check(CrossRegionProperties properties, RoutePlans plans) {
		checkSupported(properties, plans);
		forKnownModels(properties, plans, (property, model, known) -> {
			warnAboutTier(property, model.serviceTier(), known);
			warnAboutOutput(property, model.maxOutputTokens(), known);
		});
	}

	/**
	 * Check the parameters of all models.
	 * @param properties what is declared
	 * @param plans the plans, which name the foundation models
	 * @throws UnsupportedParameterException if a model rejects a parameter
	 */
	void checkSupported(CrossRegionProperties properties, RoutePlans plans) {
		List<UnsupportedParameters> unsupported = new ArrayList<>();
		forKnownModels(properties, plans, (property, model, known) -> {
			sampling(property, model, known, unsupported);
			if (StringUtils.hasText(model.promptCaching())
					&& Boolean.FALSE.equals(known.features().caching().explicit())) {
				unsupported
					.add(new UnsupportedParameters(known.model().value(), "refuses every call with a cache point",
							Map.of(property + ".prompt-caching", model.promptCaching()), false));
			}
		});
		if (!unsupported.isEmpty()) {
			throw new UnsupportedParameterException(unsupported);
		}
	}

	private void forKnownModels(CrossRegionProperties properties, RoutePlans plans, Check check) {
		properties.allModels()
			.forEach((name, model) -> Optional.ofNullable(plans.all().get(name).model())
				.flatMap(this.facts)
				.ifPresent((known) -> check.of(CrossRegionProperties.property(name), model, known)));
	}

	private static void sampling(String property, Model model, ModelFacts facts,
			List<UnsupportedParameters> unsupported) {
		Sampling rule = facts.features().sampling();
		Map<String, Object> written = new LinkedHashMap<>();
		Map<String, String> kinds = new LinkedHashMap<>();
		add(written, kinds, property + ".temperature", model.temperature(), TEMPERATURE);
		add(written, kinds, property + ".top-p", model.topP(), TOP_P);
		model.additionalModelRequestFields()
			.forEach((field, value) -> add(written, kinds,
					property + ".additional-model-request-fields.\"[" + field + "]\"", value, kind(field)));
		if (rule == Sampling.DEFAULT_ONLY && !written.isEmpty()) {
			unsupported.add(new UnsupportedParameters(facts.model().value(),
					"refuses every temperature, top-p and top_k but its default", written, false));
		}
		else if (rule == Sampling.ONE_OF && kinds.containsValue(TEMPERATURE) && kinds.containsValue(TOP_P)) {
			kinds.forEach((parameter, kind) -> {
				if (kind.equals(TOP_K)) {
					written.remove(parameter);
				}
			});
			unsupported.add(new UnsupportedParameters(facts.model().value(),
					"takes either temperature or top-p, not both", written, true));
		}
	}

	private static void add(Map<String, Object> written, Map<String, String> kinds, String property,
			@Nullable Object value, String kind) {
		if (value != null && List.of(TEMPERATURE, TOP_P, TOP_K).contains(kind)) {
			written.put(property, value);
			kinds.put(property, kind);
		}
	}

	// top_p, topP and top-p are one parameter.
	private static String kind(String field) {
		return field.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
	}

	// A warning only: how Bedrock answers an unknown tier is not published.
	private static void warnAboutTier(String property, @Nullable String tier, ModelFacts facts) {
		List<String> known = facts.features().serviceTiers();
		if (!StringUtils.hasText(tier) || known == null) {
			return;
		}
		String written = tier.strip().toLowerCase(Locale.ROOT).replace('_', '-');
		if (!known.contains((written.equals("default")) ? "standard" : written)) {
			logger.warn("{}.service-tier is '{}', and the known service tiers of '{}' are {}", property, tier,
					facts.model(), known);
		}
	}

	private static void warnAboutOutput(String property, @Nullable Integer tokens, ModelFacts facts) {
		Integer max = facts.limits().maxOutputTokens();
		if (tokens == null || max == null) {
			return;
		}
		int unrounded = (max % KILO == 0) ? max / KILO * KIBI : max;
		if (tokens > unrounded) {
			logger.warn("{}.max-output-tokens is {}, and the known maximum of '{}' is {}; Amazon Bedrock may refuse "
					+ "the calls", property, tokens, facts.model(), max);
		}
	}

	/** A check of one model. */
	private interface Check {

		void of(String property, Model model, ModelFacts facts);

	}

}
