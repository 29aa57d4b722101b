package dev.crossregion.bedrock.emulator.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;

/**
 * Resolves the model that a call names: profiles of the snapshot, application profiles,
 * deployed models, and models that a Region serves on demand. AWS documents no list of
 * the latter; the default list is an assumption of the emulator.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class ModelDirectory {

	private static final Set<String> NOVA = Set.of("amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0",
			"amazon.nova-pro-v1:0");

	private static final Map<String, Set<String>> DEFAULT_IN_REGION = Map.of("us-east-1", NOVA, "us-gov-west-1",
			Set.of("amazon.nova-lite-v1:0"), "eu-west-2", Set.of("amazon.nova-lite-v1:0"), "ap-southeast-2",
			Set.of("amazon.nova-lite-v1:0"));

	private final Profiles profiles = new Profiles();

	private final Map<String, Profiles.Profile> applications = new LinkedHashMap<>();

	private final Map<String, String> deployed;

	private final Map<String, Set<String>> inRegion = new LinkedHashMap<>(DEFAULT_IN_REGION);

	/**
	 * Replaced with each change, so that no result of an earlier state is added to it.
	 */
	private volatile Map<Called, Target> resolved = new ConcurrentHashMap<>();

	private final String account;

	public ModelDirectory(String account, Map<String, Set<String>> inRegion, Map<String, List<String>> applications,
			Map<String, String> deployed) {
		this.deployed = Map.copyOf(deployed);
		this.account = account;
		this.inRegion.putAll(inRegion);
		applications.forEach((arn, modelArns) -> {
			String model = Arn.parse(modelArns.get(0)).orElseThrow().id();
			this.applications.put(arn, new Profiles.Profile(arn, model, modelArns));
		});
	}

	/**
	 * Resolve the model of a runtime call.
	 * @param source the source Region
	 * @param modelId the model, profile or ARN of the call
	 * @return the target of the call
	 * @throws UnresolvableModelException if it cannot be called from the source Region
	 */
	public Target resolve(String source, String modelId) throws UnresolvableModelException {
		Called called = new Called(source, modelId);
		Map<Called, Target> cache = this.resolved;
		Target known = cache.get(called);
		if (known == null) {
			known = lookUp(source, modelId);
			cache.put(called, known);
		}
		return known;
	}

	/**
	 * Set a system profile from now on.
	 * @param source the source Region
	 * @param id the ID of the profile
	 * @param destinations its destinations, {@code *} for all; none removes it
	 */
	public void profile(String source, String id, List<String> destinations) {
		if (destinations.isEmpty()) {
			this.profiles.remove(source, id);
		}
		else {
			this.profiles.set(source, id, destinations);
		}
		this.resolved = new ConcurrentHashMap<>();
	}

	/**
	 * Restore the system profiles of the snapshot.
	 */
	public void reset() {
		this.profiles.reset();
		this.resolved = new ConcurrentHashMap<>();
	}

	private Target lookUp(String source, String modelId) throws UnresolvableModelException {
		if (Arn.isArn(modelId)) {
			return resolveArn(source, modelId);
		}
		Optional<Profiles.Profile> profile = this.profiles.find(source, modelId);
		if (profile.isPresent()) {
			return targetOf(profile.get());
		}
		return inRegion(source, modelId);
	}

	private Target resolveArn(String source, String arn) throws UnresolvableModelException {
		Arn parsed = Arn.parse(arn).orElseThrow(() -> new UnresolvableModelException(ErrorAnswer.invalidIdentifier()));
		if (!parsed.region().equals(source) || !parsed.partition().equals(Profiles.partition(source))) {
			throw new UnresolvableModelException(ErrorAnswer.invalidIdentifier());
		}
		Profiles.Profile application = this.applications.get(arn);
		if (application != null) {
			return targetOf(application);
		}
		String deployed = this.deployed.get(arn);
		if (deployed != null) {
			return new Target(arn, deployed, List.of(source));
		}
		if (parsed.type().equals("inference-profile") && parsed.account().equals(this.account)) {
			return targetOf(this.profiles.find(source, parsed.id())
				.orElseThrow(() -> new UnresolvableModelException(ErrorAnswer.invalidIdentifier())));
		}
		if (parsed.type().equals("foundation-model")) {
			return inRegion(source, parsed.id());
		}
		throw new UnresolvableModelException(ErrorAnswer.invalidIdentifier());
	}

	private Target inRegion(String source, String model) throws UnresolvableModelException {
		if (inRegion(source).contains(model)) {
			return new Target(model, model, List.of(source));
		}
		throw new UnresolvableModelException((this.profiles.hasProfileOf(source, model))
				? ErrorAnswer.onDemandNotSupported(model) : ErrorAnswer.invalidIdentifier());
	}

	private Target targetOf(Profiles.Profile profile) {
		return new Target(profile.id(), profile.model(), this.profiles.destinations(profile.modelArns()));
	}

	/**
	 * The foundation model of a call.
	 * @param source the source Region
	 * @param modelId the model, profile or ARN of the call
	 * @return the model, or what the call names if nothing is behind it
	 */
	public String foundationModel(String source, String modelId) {
		try {
			return resolve(source, modelId).model();
		}
		catch (UnresolvableModelException ex) {
			return modelId;
		}
	}

	public String guardrailArn(String source, String guardrail) {
		return (Arn.isArn(guardrail)) ? guardrail : "arn:" + Profiles.partition(source) + ":bedrock:" + source + ":"
				+ this.account + ":guardrail/" + guardrail;
	}

	public String account() {
		return this.account;
	}

	public Set<String> inRegion(String source) {
		return this.inRegion.getOrDefault(source, Set.of());
	}

	public List<Profiles.Profile> systemProfiles(String source) {
		return this.profiles.from(source);
	}

	public List<Profiles.Profile> applicationProfiles(String source) {
		return this.applications.values()
			.stream()
			.filter((profile) -> Arn.parse(profile.id()).filter((arn) -> arn.region().equals(source)).isPresent())
			.toList();
	}

	public Optional<Profiles.Profile> profile(String source, String identifier) {
		Optional<Arn> arn = Arn.parse(identifier);
		String id = arn
			.filter((parsed) -> parsed.type().equals("inference-profile") && parsed.region().equals(source)
					&& parsed.partition().equals(Profiles.partition(source)))
			.map(Arn::id)
			.orElse(identifier);
		return this.profiles.find(source, id)
			.or(() -> applicationProfiles(source).stream()
				.filter((profile) -> profile.id().equals(identifier))
				.findFirst());
	}

	public SortedSet<String> models(String source) {
		TreeSet<String> models = new TreeSet<>(inRegion(source));
		systemProfiles(source).forEach((profile) -> models.add(profile.model()));
		return Collections.unmodifiableSortedSet(models);
	}

	public String arn(String source, Profiles.Profile profile) {
		return (profile.isApplication()) ? profile.id() : arn(source, "inference-profile/" + profile.id());
	}

	/**
	 * The ARN of a resource of the account.
	 * @param source its Region
	 * @param resource the type and the ID, with a slash between them
	 * @return the ARN
	 */
	public String arn(String source, String resource) {
		return "arn:" + Profiles.partition(source) + ":bedrock:" + source + ":" + this.account + ":" + resource;
	}

	/**
	 * The target of a call.
	 *
	 * @param profile the profile or the model, to which the quota belongs
	 * @param model the foundation model
	 * @param destinations the Regions in which it may run
	 */
	public record Target(String profile, String model, List<String> destinations) {

		public ModelFacts facts() {
			return Snapshot.shared().model(this.model);
		}

		public int burndown() {
			return facts().burndown(this.model);
		}

		/**
		 * The output tokens that a request without a maximum reserves.
		 * @return the maximum of the model; 0 if its answers have no tokens
		 */
		public long maxOutput() {
			return (ModelKind.of(this.model) == ModelKind.TEXT) ? facts().maxOutput() : 0;
		}

	}

	private record Called(String source, String modelId) {
	}

	/**
	 * A call names a model that cannot be called.
	 */
	public static final class UnresolvableModelException extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient ErrorAnswer error;

		UnresolvableModelException(ErrorAnswer error) {
			super(error.message(), null, false, false);
			this.error = error;
		}

		public ErrorAnswer error() {
			return this.error;
		}

	}

}
