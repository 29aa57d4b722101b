package dev.crossregion.bedrock.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.emulator.model.Arn;
import dev.crossregion.bedrock.emulator.model.DataRetention;
import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import dev.crossregion.bedrock.emulator.model.ModelFacts;
import dev.crossregion.bedrock.emulator.model.ModelKind;
import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.model.Snapshot;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.Json;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the operations of Bedrock's control plane: profiles and models by source
 * Region.
 */
final class ControlPlane {

	private static final int MAX_PAGE_SIZE = 1000;

	private static final String CREATED_AT = "2025-09-29T00:00:00Z";

	private static final int MAX_ID_LENGTH = 2048;

	private static final Map<String, Set<String>> FILTERS = Map.of("byOutputModality",
			Set.of("TEXT", "IMAGE", "EMBEDDING", "VIDEO", "AUDIO", "SPEECH"), "byInferenceType",
			Set.of("ON_DEMAND", "PROVISIONED", "INFERENCE_PROFILE"), "byCustomizationType",
			Set.of("FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"));

	private static final Pattern ID = Pattern.compile("[a-zA-Z0-9.:-]+");

	private static final Set<String> PROFILE_TYPES = Set.of("inference-profile", "application-inference-profile");

	private static final Set<String> MODEL_TYPES = Set.of("foundation-model", "custom-model", "imported-model");

	private final ModelDirectory directory;

	private final Lifecycles lifecycles;

	private final Guardrails guardrails;

	private final DataRetention dataRetention;

	private final int pageSize;

	ControlPlane(ModelDirectory directory, Account account, int pageSize) {
		this.directory = directory;
		this.lifecycles = account.lifecycles();
		this.guardrails = account.guardrails();
		this.dataRetention = account.dataRetention();
		this.pageSize = pageSize;
	}

	void answer(Exchange exchange, HttpServletRequest request) {
		switch (exchange.operation()) {
			case LIST_INFERENCE_PROFILES -> listProfiles(exchange, request);
			case GET_INFERENCE_PROFILE -> {
				if (!isIdentifier(exchange.modelId(), PROFILE_TYPES)) {
					exchange.error(ErrorAnswer.malformedIdentifier("inferenceProfileIdentifier"));
					return;
				}
				Optional<Profiles.Profile> profile = this.directory.profile(exchange.sourceRegion(),
						exchange.modelId());
				if (profile.isPresent()) {
					exchange.json(json(exchange.sourceRegion(), profile.get()));
				}
				else {
					exchange.error(ErrorAnswer.notFound("The inference profile could not be found."));
				}
			}
			case LIST_FOUNDATION_MODELS -> listModels(exchange, request);
			case GET_FOUNDATION_MODEL -> {
				if (!isIdentifier(exchange.modelId(), MODEL_TYPES)) {
					exchange.error(ErrorAnswer.malformedIdentifier("modelIdentifier"));
					return;
				}
				String model = Arn.parse(exchange.modelId())
					.filter((arn) -> arn.region().equals(exchange.sourceRegion()))
					.map(Arn::id)
					.orElse(exchange.modelId());
				if (this.directory.models(exchange.sourceRegion()).contains(model)) {
					ObjectNode body = Json.object();
					body.set("modelDetails", model(exchange.sourceRegion(), model));
					exchange.json(body);
				}
				else {
					exchange.error(ErrorAnswer
						.notFound("Could not resolve the foundation model from the provided model identifier."));
				}
			}
			case GET_GUARDRAIL -> getGuardrail(exchange, request);
			case GET_ACCOUNT_DATA_RETENTION -> exchange.json(Json.object()
				.put("mode", this.dataRetention.of(exchange.sourceRegion()))
				.put("updatedAt", CREATED_AT));
			default -> exchange.error(ErrorAnswer.unknownOperation());
		}
	}

	/**
	 * Whether a text is a well-formed identifier of a resource: an ID, or an ARN of
	 * Bedrock.
	 * @param text the identifier in a request
	 * @param types the resource types that an ARN may have
	 * @return {@code true} if it is well-formed
	 */
	private static boolean isIdentifier(String text, Set<String> types) {
		if (text.length() > MAX_ID_LENGTH) {
			return false;
		}
		String id = text;
		if (Arn.isArn(text)) {
			Optional<Arn> arn = Arn.parse(text)
				.filter((parsed) -> parsed.partition().startsWith("aws") && parsed.service().equals("bedrock")
						&& types.contains(parsed.type()));
			id = arn.map(Arn::id).orElse("");
		}
		return ID.matcher(id).matches();
	}

	private void getGuardrail(Exchange exchange, HttpServletRequest request) {
		String source = exchange.sourceRegion();
		String named = exchange.guardrail();
		if (!isIdentifier(named, Set.of("guardrail"))) {
			exchange.error(ErrorAnswer.malformedIdentifier("guardrailIdentifier"));
			return;
		}
		if (!this.guardrails.exists(source, named)) {
			exchange.error(ErrorAnswer.notFound("The guardrail could not be found."));
			return;
		}
		String id = Arn.parse(named).map(Arn::id).orElse(named);
		String version = Optional.ofNullable(request.getParameter("guardrailVersion")).orElse("DRAFT");
		ObjectNode body = Json.object()
			.put("guardrailId", id)
			.put("guardrailArn", this.directory.arn(source, "guardrail/" + id))
			.put("name", id)
			.put("version", version)
			.put("status", "READY")
			.put("createdAt", CREATED_AT)
			.put("updatedAt", CREATED_AT)
			.put("blockedInputMessaging", "Blocked.")
			.put("blockedOutputsMessaging", "Blocked.");
		this.guardrails.profile(source, named)
			.ifPresent((profile) -> body.putObject("crossRegionDetails")
				.put("guardrailProfileId", profile)
				.put("guardrailProfileArn", this.directory.arn(source, "guardrail-profile/" + profile)));
		exchange.json(body);
	}

	private void listProfiles(Exchange exchange, HttpServletRequest request) {
		String source = exchange.sourceRegion();
		String type = request.getParameter("type");
		if (type != null && !List.of("SYSTEM_DEFINED", "APPLICATION").contains(type)) {
			exchange.error(ErrorAnswer.validation("Value '" + type + "' at 'typeEquals' failed to satisfy constraint: "
					+ "Member must satisfy enum value set: [SYSTEM_DEFINED, APPLICATION]"));
			return;
		}
		Integer size = number(request.getParameter("maxResults"), this.pageSize);
		if (size == null || size < 1 || size > MAX_PAGE_SIZE) {
			exchange.error(ErrorAnswer.validation("Value at 'maxResults' failed to satisfy constraint: "
					+ "Member must have value between 1 and " + MAX_PAGE_SIZE));
			return;
		}
		List<Profiles.Profile> all = new ArrayList<>();
		if (!"APPLICATION".equals(type)) {
			all.addAll(this.directory.systemProfiles(source));
		}
		if (!"SYSTEM_DEFINED".equals(type)) {
			all.addAll(this.directory.applicationProfiles(source));
		}
		Integer from = number(request.getParameter("nextToken"), 0);
		if (from == null || from < 0 || from > all.size()) {
			exchange.error(ErrorAnswer.validation("The provided nextToken is invalid."));
			return;
		}
		int to = Math.min(all.size(), from + size);
		ObjectNode body = Json.object();
		ArrayNode summaries = body.putArray("inferenceProfileSummaries");
		all.subList(from, to).forEach((profile) -> summaries.add(json(source, profile)));
		if (to < all.size()) {
			body.put("nextToken", String.valueOf(to));
		}
		exchange.json(body);
	}

	private void listModels(Exchange exchange, HttpServletRequest request) {
		for (Map.Entry<String, Set<String>> filter : FILTERS.entrySet()) {
			String value = request.getParameter(filter.getKey());
			if (value != null && !filter.getValue().contains(value)) {
				exchange.error(ErrorAnswer.validation("Value '" + value + "' at '" + filter.getKey()
						+ "' failed to satisfy constraint: Member must satisfy enum value set: "
						+ new TreeSet<>(filter.getValue())));
				return;
			}
		}
		String provider = request.getParameter("byProvider");
		ObjectNode body = Json.object();
		ArrayNode models = body.putArray("modelSummaries");
		for (String id : this.directory.models(exchange.sourceRegion())) {
			ObjectNode model = model(exchange.sourceRegion(), id);
			if ((provider == null || model.path("providerName").asString().equalsIgnoreCase(provider))
					&& matches(model.path("outputModalities"), request.getParameter("byOutputModality"))
					&& matches(model.path("inferenceTypesSupported"), request.getParameter("byInferenceType"))
					&& matches(model.path("customizationsSupported"), request.getParameter("byCustomizationType"))) {
				models.add(model);
			}
		}
		exchange.json(body);
	}

	private static boolean matches(JsonNode values, @Nullable String filter) {
		if (filter == null) {
			return true;
		}
		for (JsonNode value : values) {
			if (value.asString().equals(filter)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Integer number(@Nullable String text, int defaultValue) {
		if (text == null) {
			return defaultValue;
		}
		return (text.matches("[0-9]{1,6}")) ? Integer.valueOf(text) : null;
	}

	private ObjectNode json(String source, Profiles.Profile profile) {
		ObjectNode json = Json.object()
			.put("inferenceProfileArn", this.directory.arn(source, profile))
			.put("inferenceProfileId", (profile.isApplication()) ? profile.name() : profile.id())
			.put("inferenceProfileName", profile.name())
			.put("description", profile.description())
			.put("status", "ACTIVE")
			.put("type", (profile.isApplication()) ? "APPLICATION" : "SYSTEM_DEFINED")
			.put("createdAt", CREATED_AT)
			.put("updatedAt", CREATED_AT);
		ArrayNode models = json.putArray("models");
		profile.modelArns().forEach((arn) -> models.addObject().put("modelArn", arn));
		return json;
	}

	private ObjectNode model(String source, String model) {
		ModelFacts facts = Snapshot.shared().model(model);
		ModelKind kind = ModelKind.of(model);
		ObjectNode json = Json.object()
			.put("modelArn", Profiles.modelArn(source, model))
			.put("modelId", model)
			.put("modelName", model)
			.put("providerName", model.substring(0, model.indexOf('.')))
			.put("responseStreamingSupported", kind == ModelKind.TEXT && !facts.isNot("streaming"));
		json.putArray("inputModalities").add("TEXT");
		json.putArray("outputModalities").add(kind.name());
		json.putArray("customizationsSupported");
		ArrayNode types = json.putArray("inferenceTypesSupported");
		if (this.directory.inRegion(source).contains(model)) {
			types.add("ON_DEMAND");
		}
		if (this.directory.systemProfiles(source).stream().anyMatch((profile) -> profile.model().equals(model))) {
			types.add("INFERENCE_PROFILE");
		}
		json.set("modelLifecycle", this.lifecycles.json(source, model));
		return json;
	}

	/**
	 * What differs between accounts.
	 *
	 * @param lifecycles the life cycles of models
	 * @param guardrails the guardrails
	 * @param dataRetention the data-retention modes
	 */
	record Account(Lifecycles lifecycles, Guardrails guardrails, DataRetention dataRetention) {
	}

}
