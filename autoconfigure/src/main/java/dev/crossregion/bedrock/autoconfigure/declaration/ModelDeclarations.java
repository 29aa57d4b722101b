package dev.crossregion.bedrock.autoconfigure.declaration;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException.Problem;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.failure.NoModeDeclaredException;
import dev.crossregion.bedrock.autoconfigure.failure.NoModelDeclaredException;
import dev.crossregion.bedrock.autoconfigure.failure.NoSourceRegionException;
import dev.crossregion.bedrock.autoconfigure.failure.SameRouteException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.ModelRouting;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Quota;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.RouteEntry;
import dev.crossregion.bedrock.autoconfigure.properties.Durations;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.autoconfigure.properties.SingleValueException;
import dev.crossregion.bedrock.catalog.AccountReads;
import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.plan.GuardrailDeclaration;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Turns the properties into declarations of models and routes, by the rules of
 * inheritance between the levels: route, model, top. Immutable.
 */
public final class ModelDeclarations {

	private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*");

	private final CrossRegionProperties properties;

	private final RegionTable regions;

	private final ModelReferences references;

	private final ResidencyLimits residencyLimits;

	private final Supplier<RegionCode> defaultSourceRegion;

	private final ResidencyPolicy residency;

	private final Map<RegionCode, Endpoint> endpoints = new TreeMap<>();

	private final RoutingSettings sharedRouting;

	private final @Nullable Duration maxEvidenceAge;

	private final List<DeclaredModel> models;

	/**
	 * Read the properties.
	 * @param properties the properties
	 * @param snapshot the table of Regions, and suggestions for failures
	 * @param defaultSourceRegion the source Region where no property declares one;
	 * resolved only for a route that needs it
	 */
	public ModelDeclarations(CrossRegionProperties properties, BundledSnapshot snapshot,
			Supplier<RegionCode> defaultSourceRegion) {
		checkNames(properties);
		this.properties = properties;
		this.regions = snapshot.regions();
		this.references = new ModelReferences(snapshot);
		this.residencyLimits = new ResidencyLimits(this.regions);
		this.defaultSourceRegion = defaultSourceRegion;
		this.residency = this.residencyLimits.policy(CrossRegionProperties.PREFIX + ".residency",
				properties.residency());
		this.sharedRouting = routing(CrossRegionProperties.PREFIX + ".routing",
				new ModelRouting(null, null, null, null));
		this.maxEvidenceAge = EvidenceAge.max(properties.catalog());
		this.models = properties.allModels()
			.entrySet()
			.stream()
			.map((entry) -> declare(entry.getKey(), entry.getValue()))
			.toList();
	}

	/**
	 * Read the properties of an environment, as a start does: after the checks of what is
	 * written there and binding does not keep, such as a residency that is present and
	 * empty.
	 * @param properties the properties
	 * @param environment where they come from
	 * @param snapshot the table of Regions, and suggestions for failures
	 * @param defaultSourceRegion the source Region where no property declares one;
	 * resolved only for a route that needs it
	 * @return the declarations
	 */
	public static ModelDeclarations of(CrossRegionProperties properties, Environment environment,
			BundledSnapshot snapshot, Supplier<RegionCode> defaultSourceRegion) {
		return DeclarationDryRun.reporting(
				() -> new DeclarationDryRun(properties, snapshot, snapshot.catalog(), defaultSourceRegion), () -> {
					SingleValueException.check(environment);
					ResidencyLimits.checkPresence(properties, environment);
					Durations.check(properties, environment);
					return new ModelDeclarations(properties, snapshot, defaultSourceRegion);
				});
	}

	/**
	 * Check the names of models before beans are named after them.
	 * @param properties the properties
	 * @throws InvalidModelNameException if a name is malformed, reserved or a duplicate
	 */
	public static void checkNames(CrossRegionProperties properties) {
		Map<String, String> seen = new HashMap<>();
		for (String name : properties.models().keySet()) {
			String uniform = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
			if (seen.putIfAbsent(uniform, name) != null) {
				throw new InvalidModelNameException(name, Problem.DUPLICATE);
			}
			if (!NAME.matcher(name).matches()) {
				throw new InvalidModelNameException(name, Problem.MALFORMED);
			}
			if (name.equals(CrossRegionProperties.CHAT_MODEL_NAME)) {
				throw new InvalidModelNameException(name, Problem.RESERVED);
			}
		}
	}

	/**
	 * The limit that all models share.
	 * @return the policy
	 */
	public ResidencyPolicy residency() {
		return this.residency;
	}

	/**
	 * The models in the order of the configuration, the default model first.
	 * @return the models; empty when none is declared
	 */
	public List<DeclaredModel> models() {
		return this.models;
	}

	/**
	 * The declarations alone, for the planner.
	 * @return the declarations in the order of {@link #models()}
	 */
	public List<ModelDeclaration> declarations() {
		return this.models.stream().map(DeclaredModel::declaration).toList();
	}

	/**
	 * The source Regions of all routes.
	 * @return the source Regions, each once
	 */
	public List<RegionCode> sourceRegions() {
		return routes().map(RouteDeclaration::sourceRegion).distinct().toList();
	}

	/**
	 * The routing settings of calls that belong to no model.
	 * @return the shared settings
	 */
	public RoutingSettings sharedRouting() {
		return this.sharedRouting;
	}

	/**
	 * What has to be read about the account: data-retention modes where they are limited,
	 * and guardrails where residency is.
	 * @return what is read
	 */
	public AccountReads accountReads() {
		Map<RegionCode, Set<Guardrail>> guardrails = new TreeMap<>();
		for (ModelDeclaration declaration : declarations()) {
			GuardrailDeclaration limited = declaration.limitedGuardrail();
			if (limited != null) {
				declaration.routes()
					.forEach((route) -> guardrails.computeIfAbsent(route.sourceRegion(), (region) -> new HashSet<>())
						.add(limited.guardrail()));
			}
		}
		return new AccountReads(retainedRegions(), guardrails);
	}

	private Set<RegionCode> retainedRegions() {
		return declarations().stream()
			.filter((declaration) -> declaration.retention() != null)
			.flatMap((declaration) -> declaration.routes().stream())
			.map(RouteDeclaration::sourceRegion)
			.collect(Collectors.toSet());
	}

	/**
	 * How old evidence may be.
	 * @return the age, or {@code null} for any
	 */
	@Nullable Duration maxEvidenceAge() {
		return this.maxEvidenceAge;
	}

	/**
	 * The endpoints that routes declare for the runtime of their source Regions.
	 * @return the endpoints; a source Region that is not among them has none of its own
	 */
	public Map<RegionCode, Endpoint> endpoints() {
		return Collections.unmodifiableMap(this.endpoints);
	}

	private void addEndpoint(String property, @Nullable URI uri, RegionCode sourceRegion) {
		if (uri == null) {
			return;
		}
		Endpoint first = this.endpoints.putIfAbsent(sourceRegion,
				new Endpoint(Objects.requireNonNull(PropertyChecks.endpoint(property, uri)), property));
		if (first != null && !first.uri().equals(uri)) {
			throw new InvalidPropertyException(property, uri, "all calls from " + sourceRegion
					+ " use one endpoint, and " + first.setBy() + " is '" + first.uri() + "'",
					List.of(first.uri().toString()));
		}
	}

	/**
	 * The ARNs that must be looked up one by one, because no list of the control plane
	 * has them.
	 * @return every ARN that the configuration names
	 */
	public Collection<BedrockArn> arns() {
		return Stream
			.concat(routes().map(RouteDeclaration::target)
				.filter(RouteTarget.Profile.class::isInstance)
				.map((target) -> ((RouteTarget.Profile) target).reference()),
					this.models.stream().flatMap((model) -> Optional.ofNullable(model.declaration().model()).stream()))
			.filter(BedrockArn.class::isInstance)
			.map(BedrockArn.class::cast)
			.distinct()
			.toList();
	}

	private Stream<RouteDeclaration> routes() {
		return this.models.stream().flatMap((model) -> model.declaration().routes().stream());
	}

	private DeclaredModel declare(String name, Model model) {
		String property = CrossRegionProperties.property(name);
		ModelReference modelId = (StringUtils.hasText(model.modelId())) ? this.references.parse(property + ".model-id",
				model.modelId(), nearestSourceRegion(model.sourceRegion())) : null;
		ModelReference profile = profile(property, model, modelId);
		ModelReference named = (modelId != null && modelId == profile) ? modelOf(profile) : modelId;
		boolean ownRoutes = model.routes() != null;
		List<RouteEntry> entries = (ownRoutes) ? model.routes() : this.properties.routes();
		boolean listed = entries != null && !entries.isEmpty();
		String routesProperty = (!listed) ? null : ((ownRoutes) ? property : CrossRegionProperties.PREFIX) + ".routes";
		List<RouteEntry> effective = (listed) ? Objects.requireNonNull(entries)
				: List.of(new RouteEntry(null, null, null, null, null, new Quota(null, null)));
		String reference = property
				+ ((modelId == null || (profile != null && modelId != profile)) ? ".profile" : ".model-id");
		TargetLevel modelLevel = new TargetLevel(property, model.mode(), text(model.geography()), profile);
		List<RouteDeclaration> routes = new ArrayList<>();
		List<String> references = new ArrayList<>();
		for (int index = 0; index < effective.size(); index++) {
			RouteEntry entry = effective.get(index);
			String route = (routesProperty != null) ? routesProperty + "[" + index + "]" : property;
			routes.add(route(route, entry, property, model, modelLevel, named));
			addEndpoint(route + ".endpoint-override", entry.endpointOverride(), routes.get(index).sourceRegion());
			references.add((StringUtils.hasText(entry.profile())) ? route + ".profile" : reference);
		}
		DeclaredModel declared = new DeclaredModel(
				new ModelDeclaration(name, named, routes,
						this.residencyLimits.narrowed(this.residency, property + ".residency", model.residency()),
						routing(property + ".routing", model.routing()),
						ResidencyLimits.retention(this.properties, property + ".residency",
								model.residency().retention()),
						guardrail(model)),
				property, routesProperty, references);
		checkRoutes(declared);
		return declared;
	}

	// An incomplete guardrail is refused where the model is built.
	private @Nullable GuardrailDeclaration guardrail(Model model) {
		String identifier = model.guardrail().identifier();
		String version = model.guardrail().version();
		return (StringUtils.hasText(identifier) && StringUtils.hasText(version)) ? new GuardrailDeclaration(
				new Guardrail(identifier, version), this.properties.catalog().source() == CatalogSource.LIVE) : null;
	}

	private @Nullable ModelReference profile(String property, Model model, @Nullable ModelReference modelId) {
		boolean isProfile = modelId != null && ModelReferences.isProfile(modelId);
		if (!StringUtils.hasText(model.profile())) {
			return (isProfile) ? modelId : null;
		}
		ModelReference profile = this.references.parse(property + ".profile", model.profile(),
				nearestSourceRegion(model.sourceRegion()));
		if (isProfile && !profile.equals(modelId)) {
			throw new InvalidPropertyException(property + ".model-id", modelId,
					"it is an inference profile, and " + property + ".profile names another one: '" + profile.value()
							+ "'; name the foundation model here",
					List.of(Optional.ofNullable(modelOf(profile))
						.map(ModelReference::value)
						.orElse("anthropic.claude-sonnet-4-5-20250929-v1:0")));
		}
		return (isProfile) ? modelId : profile;
	}

	private static @Nullable ModelReference modelOf(ModelReference profile) {
		if (profile instanceof InferenceProfileId id) {
			return id.model();
		}
		return (profile instanceof BedrockArn arn) ? arn.model().orElse(null) : profile;
	}

	private RouteDeclaration route(String property, RouteEntry route, String modelProperty, Model model,
			TargetLevel modelLevel, @Nullable ModelReference named) {
		ModelReference profile = (StringUtils.hasText(route.profile())) ? this.references.parse(property + ".profile",
				route.profile(), nearestSourceRegion(route.sourceRegion(), model.sourceRegion())) : null;
		TargetLevel top = new TargetLevel(CrossRegionProperties.PREFIX, this.properties.mode(),
				text(this.properties.geography()), null);
		RouteTarget target = TargetLevel.target(
				List.of(new TargetLevel(property, route.mode(), text(route.geography()), profile), modelLevel, top));
		if (named == null && !(target instanceof RouteTarget.Profile)) {
			throw new NoModelDeclaredException(modelProperty);
		}
		if (target == null) {
			throw new NoModeDeclaredException(property, Objects.requireNonNull(named).value());
		}
		return new RouteDeclaration(sourceRegion(property, route, modelProperty, model), target,
				quota(property + ".quota", route.quota()));
	}

	// For failure reports: the Region of the nearest level, else the default one.
	private Supplier<@Nullable RegionCode> nearestSourceRegion(@Nullable String... levels) {
		return () -> {
			for (String level : levels) {
				if (StringUtils.hasText(level)) {
					String code = level.strip().toLowerCase(Locale.ROOT);
					return (RegionCode.isValid(code)) ? new RegionCode(code) : null;
				}
			}
			try {
				return this.defaultSourceRegion.get();
			}
			catch (NoSourceRegionException | InvalidPropertyException ex) {
				return null;
			}
		};
	}

	private RegionCode sourceRegion(String property, RouteEntry route, String modelProperty, Model model) {
		if (StringUtils.hasText(route.sourceRegion())) {
			return PropertyChecks.region(property + ".source-region", route.sourceRegion(), this.regions);
		}
		if (StringUtils.hasText(model.sourceRegion())) {
			return PropertyChecks.region(modelProperty + ".source-region", model.sourceRegion(), this.regions);
		}
		return this.defaultSourceRegion.get();
	}

	private static DeclaredQuota quota(String property, Quota quota) {
		return new DeclaredQuota(
				PropertyChecks.atLeastOne(property + ".tokens-per-minute", quota.tokensPerMinute(), "200000"),
				PropertyChecks.atLeastOne(property + ".requests-per-minute", quota.requestsPerMinute(), "50"));
	}

	private RoutingSettings routing(String property, ModelRouting own) {
		CrossRegionProperties.Routing shared = this.properties.routing();
		String sharedProperty = CrossRegionProperties.PREFIX + ".routing";
		Duration deadline = own.deadline();
		Duration maxWait = own.maxWait();
		Integer maxAttempts = own.maxAttempts();
		return new RoutingSettings((own.strategy() != null) ? own.strategy() : shared.strategy(),
				PropertyChecks.positive(((deadline != null) ? property : sharedProperty) + ".deadline",
						(deadline != null) ? deadline : shared.deadline(), "20m"),
				PropertyChecks.notNegative(((maxWait != null) ? property : sharedProperty) + ".max-wait",
						(maxWait != null) ? maxWait : shared.maxWait(), "5s"),
				PropertyChecks.atLeastOne(((maxAttempts != null) ? property : sharedProperty) + ".max-attempts",
						(maxAttempts != null) ? maxAttempts : shared.maxAttempts(), "6"));
	}

	private static void checkRoutes(DeclaredModel model) {
		List<RouteDeclaration> routes = model.declaration().routes();
		for (int second = 1; second < routes.size(); second++) {
			for (int first = 0; first < second; first++) {
				RouteDeclaration route = routes.get(first);
				if (route.sourceRegion().equals(routes.get(second).sourceRegion())
						&& route.target().equals(routes.get(second).target())) {
					throw new SameRouteException(model.property(first), model.property(second), route.toString());
				}
			}
		}
	}

	private static @Nullable String text(@Nullable String value) {
		return (StringUtils.hasText(value)) ? value.strip() : null;
	}

}
