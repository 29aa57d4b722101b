package dev.crossregion.bedrock.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Compares the snapshot with the collection that it was made from, in both directions:
 * nothing may be missing, and nothing may be stated that the collection does not state.
 */
class SnapshotReferenceTests {

	private final BundledSnapshot snapshot = BundledSnapshot.load();

	private final SnapshotFile file = SnapshotFile.read();

	private Path reference;

	@BeforeEach
	void find() {
		String file = System.getenv(ReferenceRoutes.VARIABLE);
		assumeThat(file).as("%s names the file to compare with", ReferenceRoutes.VARIABLE).isNotNull();
		this.reference = Path.of(file);
	}

	@Test
	void everyProfileIsThereAndNoOther() {
		ReferenceRoutes routes = ReferenceRoutes.read(this.reference);
		Map<String, String> expected = new TreeMap<>(routes.profiles());
		routes.goneProfiles().forEach((id, lastSeen) -> expected.put(id, "historical " + lastSeen));
		assertThat(this.file.profiles()).isEqualTo(expected).hasSize(177);
		assertThat(this.snapshot.profileIds()).isEqualTo(routes.profiles().keySet());
		Map<String, String> gone = new TreeMap<>();
		this.snapshot.goneProfiles().forEach((id, lastSeen) -> gone.put(id, lastSeen.toString()));
		assertThat(gone).isEqualTo(routes.goneProfiles());
	}

	@Test
	void everyRouteIsThereAsOldAsItsEvidenceAndNoOther() {
		List<KnownRoute> expected = ReferenceRoutes.read(this.reference).routes();
		assertThat(this.file.routes()).hasSameSizeAs(expected);
		assertThat(new HashSet<>(this.file.routes())).isEqualTo(new HashSet<>(expected));
	}

	@Test
	void everyFactAboutAModelIsThereAndNoOther() {
		Map<String, Map<String, Object>> expected = new TreeMap<>();
		JsonMapper.builder()
			.build()
			.readTree(this.reference.resolveSibling("models.json"))
			.get("models")
			.forEach((model) -> expected.put(model.get("modelId").asString(), stated(model)));
		Map<String, Map<String, Object>> read = new TreeMap<>();
		this.snapshot.models().forEach((facts) -> read.put(facts.model().value(), read(facts)));
		assertThat(read.keySet()).isEqualTo(expected.keySet()).isEqualTo(this.file.models().keySet());
		int count = 0;
		for (Map.Entry<String, Map<String, Object>> model : expected.entrySet()) {
			assertThat(read.get(model.getKey())).as(model.getKey()).isEqualTo(model.getValue());
			count += model.getValue().size();
		}
		assertThat(count).isGreaterThan(expected.size());
		System.out.printf("%d facts about %d models are those of the reference%n", count, expected.size());
	}

	// Worked out a second time: the rule is in ReferencePrices, and what is written here
	// is what AWS shows of each row.
	@Test
	void everyPriceIsOneOfTheReferenceThatCanBeTrustedAndNoneIsMissing() {
		JsonNode prices = JsonMapper.builder().build().readTree(this.reference.resolveSibling("prices.json"));
		Map<String, String> statuses = new HashMap<>();
		JsonMapper.builder()
			.build()
			.readTree(this.reference.resolveSibling("models.json"))
			.get("models")
			.forEach((model) -> statuses.put(model.get("modelId").asString(),
					model.at("/lifecycle/status").asString("")));
		Map<String, String> expected = new TreeMap<>();
		for (JsonNode row : prices.get("litellm")) {
			String model = row.get("modelId").asString();
			row.path("geoOverGlobal").properties().forEach((ratio) -> {
				String profile = ratio.getKey() + "." + model;
				if (ratio.getValue().get("input").asDouble() == 1.1 && ratio.getValue().get("output").asDouble() == 1.1
						&& this.snapshot.profileIds().contains(profile)) {
					expected.put(model + " " + ratio.getKey(), read(row, ratio.getKey()) + " litellm");
					if (this.snapshot.profileIds().contains("global." + model)) {
						expected.put(model + " global", read(row, "global") + " litellm");
					}
				}
			});
		}
		List<JsonNode> ofAws = new ArrayList<>();
		prices.get("awsModelCards").forEach(ofAws::add);
		prices.get("awsPriceList").forEach(ofAws::add);
		for (JsonNode row : ofAws) {
			String model = row.get("modelId").asString();
			String source = row.path("source").asString("aws-model-cards");
			String note = row.path("note").asString("");
			if (source.equals("aws-price-list-quoted") || note.matches("(long context|Ultrafast tier).*")) {
				continue;
			}
			expected.keySet().removeIf((price) -> price.startsWith(model + " "));
			row.get("usdPerMillionTokens").propertyNames().forEach((kind) -> {
				if (List.of("standard", "geo", "global", "us").contains(kind)) {
					expected.put(model + " " + kind.replace("geo", "standard"), read(row, kind) + " " + source);
				}
				if (kind.equals("in-region")) {
					assertThat(read(row, kind)).as(model).isEqualTo(read(row, "geo"));
				}
			});
		}
		expected.keySet().removeIf((price) -> !statuses.get(price.split(" ")[0]).equals("ACTIVE"));
		Map<String, String> read = new TreeMap<>();
		this.snapshot.models().stream().filter((model) -> model.prices() != null).forEach((model) -> {
			ModelFacts.Prices known = model.prices();
			known.byKind()
				.forEach((kind, price) -> read.put(model.model() + " " + kind,
						price.input() + "/" + price.output() + " " + known.source()));
		});
		assertThat(read).isEqualTo(expected).hasSizeGreaterThan(30);
		System.out.printf("%d prices are those of the reference%n", read.size());
	}

	private static String read(JsonNode row, String kind) {
		JsonNode price = row.get("usdPerMillionTokens").get(kind);
		return price.get("input").asDouble() + "/" + price.get("output").asDouble();
	}

	@Test
	void everyQuotaIsThereAndNoOther() {
		Map<String, Map<String, Object>> expected = new TreeMap<>();
		JsonMapper.builder()
			.build()
			.readTree(this.reference.resolveSibling("quota-names.json"))
			.get("quotas")
			.forEach((quota) -> expected.put(quota.get("name").asString(), statedOfQuota(quota)));
		Map<String, Map<String, Object>> read = new TreeMap<>();
		this.snapshot.quotas().forEach((quota) -> read.put(quota.name(), read(quota)));
		assertThat(read).isEqualTo(expected).hasSize(179);
		assertThat(SnapshotFile.lines("quota")).hasSize(179);
	}

	@Test
	void theQuotaOfACallIsTheOneOfTheReferenceAndNeverThatOfALongContext() {
		int found = 0;
		for (JsonNode quota : JsonMapper.builder()
			.build()
			.readTree(this.reference.resolveSibling("quota-names.json"))
			.get("quotas")) {
			if (quota.get("model").isNull() || quota.get("kind").isNull()) {
				continue;
			}
			boolean longContext = quota.get("name").asString().endsWith("1M Context Length");
			ServiceQuota held = this.snapshot
				.quota(new FoundationModelId(quota.get("model").asString()), mode(quota.get("kind").asString()),
						unit(quota.get("unit").asString()))
				.orElse(null);
			String name = quota.get("name").asString();
			assertThat(held != null && held.name().equals(name)).as(name).isEqualTo(!longContext);
			found += (longContext) ? 0 : 1;
		}
		assertThat(found).isGreaterThan(150);
	}

	private static Map<String, Object> statedOfQuota(JsonNode quota) {
		Map<String, Object> facts = new TreeMap<>();
		put(facts, "code", (quota.get("code").isNull()) ? null : quota.get("code").asString());
		put(facts, "unit", quota.get("unit").asString());
		put(facts, "kind", (quota.get("kind").isNull()) ? null : quota.get("kind").asString());
		put(facts, "model", (quota.get("model").isNull()) ? null : quota.get("model").asString());
		put(facts, "default", (quota.get("default").isNull()) ? null : quota.get("default").asLong());
		quota.path("defaultByRegion").properties().forEach((region) -> {
			if (!region.getKey().equals("other")) {
				facts.put("default in " + region.getKey(), region.getValue().asLong());
			}
		});
		return facts;
	}

	private static Map<String, Object> read(ServiceQuota quota) {
		Map<String, Object> facts = new TreeMap<>();
		put(facts, "code", quota.code());
		put(facts, "unit", quota.unit().value());
		InferenceMode kind = quota.kind();
		put(facts, "kind", (kind == InferenceMode.IN_REGION) ? "on-demand" : text(kind));
		put(facts, "model", text(quota.model()));
		put(facts, "default", quota.otherDefault());
		quota.regionalDefaults().forEach((region, value) -> facts.put("default in " + region, value));
		return facts;
	}

	private static InferenceMode mode(String kind) {
		return (kind.equals("on-demand")) ? InferenceMode.IN_REGION
				: InferenceMode.valueOf(kind.toUpperCase(Locale.ROOT));
	}

	private static ServiceQuota.Unit unit(String unit) {
		return Arrays.stream(ServiceQuota.Unit.values())
			.filter((known) -> known.value().equals(unit))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void everyModelOfAProfileHasALine() {
		assertThat(this.file.models().keySet()).containsAll(ReferenceRoutes.read(this.reference).models());
	}

	private static Map<String, Object> stated(JsonNode model) {
		Map<String, Object> facts = new HashMap<>();
		leaves("", model, facts);
		facts.remove("modelId");
		Object sampling = facts.get("sampling");
		if (sampling != null) {
			facts.put("sampling", (sampling.toString().startsWith("refused")) ? ModelFacts.Sampling.DEFAULT_ONLY
					: ModelFacts.Sampling.ONE_OF);
		}
		return facts;
	}

	private static void leaves(String path, JsonNode node, Map<String, Object> facts) {
		node.properties().forEach((field) -> {
			JsonNode value = field.getValue();
			if (field.getKey().equals("sources") || value.isNull()) {
				return;
			}
			if (value.isObject()) {
				leaves(path + field.getKey() + ".", value, facts);
			}
			else if (value.isArray()) {
				List<String> texts = new ArrayList<>();
				value.forEach((text) -> texts.add(text.asString()));
				facts.put(path + field.getKey(), texts);
			}
			else if (value.isBoolean()) {
				facts.put(path + field.getKey(), value.booleanValue());
			}
			else {
				facts.put(path + field.getKey(), (value.isInt()) ? (Object) value.intValue() : value.asString());
			}
		});
	}

	private static Map<String, Object> read(ModelFacts model) {
		Map<String, Object> facts = new HashMap<>();
		put(facts, "maxOutputTokens", model.limits().maxOutputTokens());
		put(facts, "contextWindow", model.limits().contextWindow());
		put(facts, "burndown", model.limits().burndown());
		ModelFacts.Features features = model.features();
		put(facts, "sampling", features.sampling());
		put(facts, "streaming", features.streaming());
		put(facts, "promptCaching.implicit", features.caching().implicit());
		put(facts, "promptCaching.explicit", features.caching().explicit());
		put(facts, "promptCaching.minTokens", features.caching().minTokens());
		put(facts, "toolUse.converse", features.tools().converse());
		put(facts, "toolUse.converseStream", features.tools().converseStream());
		put(facts, "countTokensOnRuntime", features.countTokens());
		put(facts, "serviceTiers", features.serviceTiers());
		ModelFacts.Lifecycle lifecycle = model.lifecycle();
		ModelFacts.Status status = lifecycle.status();
		put(facts, "lifecycle.status",
				(status == null || lifecycle.where() == null) ? text(status) : status + " (" + lifecycle.where() + ")");
		put(facts, "lifecycle.launch", lifecycle.dates().launch());
		put(facts, "lifecycle.legacy", text(lifecycle.dates().legacy()));
		put(facts, "lifecycle.extendedAccess", text(lifecycle.dates().extendedAccess()));
		put(facts, "lifecycle.eol", text(lifecycle.dates().endOfLife()));
		put(facts, "lifecycle.eolNoSoonerThan", text(lifecycle.dates().endOfLifeNotBefore()));
		put(facts, "lifecycle.legacyPeriod", lifecycle.legacyPeriod());
		put(facts, "note", model.note());
		return facts;
	}

	private static void put(Map<String, Object> facts, String key, @Nullable Object value) {
		if (value != null) {
			facts.put(key, value);
		}
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value != null) ? value.toString() : null;
	}

}
