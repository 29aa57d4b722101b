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
 * What an account can call from each source Region: the profiles of the snapshot, its own
 * application profiles, and a list of models in the Region itself. AWS states no such
 * list; the one here is the emulator's own choice.
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

	private final Map<Called, Target> resolved = new ConcurrentHashMap<>();

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
	 * What a runtime call names.
	 * @param source the source Region
	 * @param modelId the model, profile or ARN of the call
	 * @return what would run it
	 * @throws Refused if it cannot be called from there
	 */
	public Target resolve(String source, String modelId) throws Refused {
		Called called = new Called(source, modelId);
		Target known = this.resolved.get(called);
		if (known == null) {
			known = lookUp(source, modelId);
			this.resolved.put(called, known);
		}
		return known;
	}

	private Target lookUp(String source, String modelId) throws Refused {
		if (Arn.isArn(modelId)) {
			return resolveArn(source, modelId);
		}
		Optional<Profiles.Profile> profile = this.profiles.find(source, modelId);
		if (profile.isPresent()) {
			return throughProfile(profile.get());
		}
		return inRegion(source, modelId);
	}

	private Target resolveArn(String source, String arn) throws Refused {
		Arn parsed = Arn.parse(arn).orElseThrow(() -> new Refused(ErrorAnswer.invalidIdentifier()));
		if (!parsed.region().equals(source) || !parsed.partition().equals(Profiles.partition(source))) {
			throw new Refused(ErrorAnswer.invalidIdentifier());
		}
		Profiles.Profile application = this.applications.get(arn);
		if (application != null) {
			return throughProfile(application);
		}
		String deployed = this.deployed.get(arn);
		if (deployed != null) {
			return new Target(arn, deployed, List.of(source));
		}
		if (parsed.type().equals("inference-profile") && parsed.account().equals(this.account)) {
			return throughProfile(this.profiles.find(source, parsed.id())
				.orElseThrow(() -> new Refused(ErrorAnswer.invalidIdentifier())));
		}
		if (parsed.type().equals("foundation-model")) {
			return inRegion(source, parsed.id());
		}
		throw new Refused(ErrorAnswer.invalidIdentifier());
	}

	private Target inRegion(String source, String model) throws Refused {
		if (inRegion(source).contains(model)) {
			return new Target(model, model, List.of(source));
		}
		throw new Refused((this.profiles.hasProfileOf(source, model)) ? ErrorAnswer.onDemandNotSupported(model)
				: ErrorAnswer.invalidIdentifier());
	}

	private Target throughProfile(Profiles.Profile profile) {
		return new Target(profile.id(), profile.model(), this.profiles.destinations(profile.modelArns()));
	}

	/**
	 * The foundation model behind what a call names.
	 * @param source the source Region
	 * @param modelId the model, profile or ARN of the call
	 * @return the model, or what the call names if nothing is behind it
	 */
	public String foundationModel(String source, String modelId) {
		try {
			return resolve(source, modelId).model();
		}
		catch (Refused ex) {
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
		return (profile.isApplication()) ? profile.id() : "arn:" + Profiles.partition(source) + ":bedrock:" + source
				+ ":" + this.account + ":inference-profile/" + profile.id();
	}

	/**
	 * What runs a call.
	 *
	 * @param profile the profile, or the model itself; quotas belong to it
	 * @param model the foundation model
	 * @param destinations where it may run
	 */
	public record Target(String profile, String model, List<String> destinations) {

		public ModelFacts facts() {
			return Snapshot.shared().model(this.model);
		}

		public int burndown() {
			return facts().burndown(this.model);
		}

		/**
		 * What a request reserves for its answer when it does not say.
		 * @return the most tokens of an answer; none where the answer has no tokens
		 */
		public long maxOutput() {
			return (ModelKind.of(this.model) == ModelKind.TEXT) ? facts().maxOutput() : 0;
		}

	}

	private record Called(String source, String modelId) {
	}

	/**
	 * A call that names nothing that can be called.
	 */
	public static final class Refused extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient ErrorAnswer error;

		Refused(ErrorAnswer error) {
			super(error.message(), null, false, false);
			this.error = error;
		}

		public ErrorAnswer error() {
			return this.error;
		}

	}

}
