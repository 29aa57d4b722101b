package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The models and system-defined profiles in the evidence, and a search for the one that a
 * text means. Immutable.
 *
 * @since 0.1.0
 */
public final class KnownModels {

	private static final int MAX_SUGGESTIONS = 3;

	private final SortedSet<String> models = new TreeSet<>();

	private final SortedMap<String, SortedSet<RegionCode>> profiles = new TreeMap<>();

	private final SortedSet<String> providers = new TreeSet<>();

	private final SortedSet<String> prefixes = new TreeSet<>(InferenceProfileId.knownPrefixes());

	private KnownModels() {
	}

	/**
	 * The models and profiles in a catalog.
	 * @param catalog the catalog
	 * @return the models and profiles of all its source Regions
	 */
	public static KnownModels of(InferenceProfileCatalog catalog) {
		return of(catalog, catalog.sourceRegions());
	}

	/**
	 * The models and profiles in a catalog for some source Regions.
	 * @param catalog the catalog
	 * @param sourceRegions the source Regions
	 * @return the models and profiles that can be called from there
	 */
	public static KnownModels of(InferenceProfileCatalog catalog, Collection<RegionCode> sourceRegions) {
		List<RegionEvidence> evidence = sourceRegions.stream()
			.flatMap((region) -> catalog.from(region).stream())
			.toList();
		KnownModels known = new KnownModels();
		Set<FoundationModelId> models = new TreeSet<>();
		for (RegionEvidence held : evidence) {
			held.profiles().forEach((profile) -> {
				models.add(profile.model());
				if (profile.type() == InferenceProfile.Type.SYSTEM_DEFINED) {
					known.profiles.computeIfAbsent(profile.id(), (id) -> new TreeSet<>()).add(held.sourceRegion());
					profile.prefix().ifPresent(known.prefixes::add);
				}
			});
			Optional.ofNullable(held.onDemandModels()).ifPresent(models::addAll);
		}
		models.forEach((model) -> {
			known.models.add(model.value());
			known.providers.add(model.provider());
		});
		return known;
	}

	/**
	 * The models and profiles in a list.
	 * @param references foundation models and profiles
	 * @return the models, and the profiles without a source Region
	 */
	public static KnownModels of(List<? extends ModelReference> references) {
		KnownModels known = new KnownModels();
		for (ModelReference reference : references) {
			FoundationModelId model = (reference instanceof InferenceProfileId profile) ? profile.model()
					: (reference instanceof FoundationModelId foundationModel) ? foundationModel : null;
			if (model != null) {
				known.models.add(model.value());
				known.providers.add(model.provider());
			}
			if (reference instanceof InferenceProfileId profile) {
				known.prefixes.add(profile.prefix());
				known.profiles.put(profile.value(), new TreeSet<>());
			}
		}
		return known;
	}

	/**
	 * Whether a text is the ID of a known model or profile.
	 * @param id the text
	 * @return {@code true} if evidence names it
	 */
	public boolean has(String id) {
		return this.models.contains(id) || this.profiles.containsKey(id);
	}

	/**
	 * Describe how an unknown ID differs from the similar known IDs.
	 * @param id the ID of a model or profile
	 * @return the IDs that were probably meant, with the difference where they name the
	 * same model; empty where nothing is similar
	 */
	public Optional<ModelIdMistake> unknown(String id) {
		List<String> named = (has(id)) ? List.of() : named(id);
		if (!named.isEmpty()) {
			ModelName written = name(id);
			ModelName meant = name(named.get(0));
			// With an equal name only the profile differs, and the ID has no mistake to
			// describe.
			return Optional
				.of(new ModelIdMistake((written.sameModel(meant)) ? List.of() : written.differences(id, meant), named));
		}
		List<String> similar = similar(id);
		return (similar.isEmpty()) ? Optional.empty() : Optional.of(new ModelIdMistake(List.of(), similar));
	}

	/**
	 * Whether an ID names a known model without its date or version.
	 * @param id the ID of a model
	 * @return {@code true} if such an ID is not known, and one with the same name is
	 */
	public boolean isIncomplete(String id) {
		ModelName name = name(id);
		return !has(id) && named(id).stream().anyMatch((other) -> name.sameVersion(name(other)));
	}

	/**
	 * IDs that were probably meant: those of the model that is named in another way,
	 * those that have all its words, and else those with nearly the same text.
	 * @param written the ID of a model or profile, or the name of a model
	 * @return at most three IDs, the likeliest first; IDs of profiles where the text
	 * begins with the prefix of profiles
	 */
	public List<String> similar(String written) {
		List<String> named = named(written);
		List<String> found = (!named.isEmpty()) ? named : withSameWords(written);
		return (!found.isEmpty()) ? found : NearMisses.of(written,
				(name(written).prefix().isEmpty()) ? this.models : this.profiles.keySet(), (id) -> id);
	}

	/**
	 * Profiles that a text probably means.
	 * @param written the ID of a profile, or of a model in place of a profile
	 * @return at most three IDs of profiles, the likeliest first
	 */
	public List<String> similarProfiles(String written) {
		return similar(written).stream()
			.flatMap(
					(id) -> (this.profiles.containsKey(id)) ? Stream.of(id) : profilesOf(id, Optional.empty()).stream())
			.distinct()
			.limit(MAX_SUGGESTIONS)
			.toList();
	}

	/**
	 * IDs of models that have all words of a text, or whose words the text has.
	 * @param written the text
	 * @return at most three IDs, the likeliest first
	 */
	List<String> withSameWords(String written) {
		ModelName name = name(written);
		if (name.words().isEmpty()) {
			return List.of();
		}
		List<String> longer = matching(name, (other) -> ModelName.contains(other.words(), name.words()),
				Comparator.comparingInt((other) -> other.words().size()));
		return withPrefix(name.prefix(),
				(!longer.isEmpty()) ? longer
						: matching(name,
								(other) -> other.words().size() > 1 && ModelName.contains(name.words(), other.words()),
								Comparator.comparingInt((other) -> -other.words().size())));
	}

	/**
	 * IDs of the model that a text names in another way: without its date or version,
	 * with other separators, without its provider.
	 * @param written the text
	 * @return at most three IDs, the newest first; empty when no known model has that
	 * name
	 */
	List<String> named(String written) {
		ModelName name = name(written);
		if (name.words().isEmpty()) {
			return List.of();
		}
		Predicate<ModelName> same = (other) -> other.words().equals(name.words()) && name.sameRelease(other);
		Comparator<ModelName> anyOrder = (left, right) -> 0;
		List<String> exact = matching(name, same.and(name::sameVersion), anyOrder);
		return withPrefix(name.prefix(), (!exact.isEmpty()) ? exact : matching(name, same, anyOrder));
	}

	/**
	 * The IDs of the profiles of a model.
	 * @param model the model
	 * @param sourceRegion the source Region that they must be callable from, if any is
	 * @return the profiles; those of all source Regions where none is callable from there
	 */
	List<String> profilesOf(String model, Optional<RegionCode> sourceRegion) {
		List<String> all = this.profiles.keySet()
			.stream()
			.filter((id) -> InferenceProfileId.parse(id).model().value().equals(model))
			.toList();
		List<String> callable = all.stream()
			.filter((id) -> sourceRegion.filter(this.profiles.get(id)::contains).isPresent())
			.toList();
		return (!callable.isEmpty()) ? callable : all;
	}

	ModelName name(String text) {
		return ModelName.of(text, this.prefixes, this.providers);
	}

	/**
	 * Whether a text is part of a known ID without its separators, such as
	 * {@code claudesonnet}.
	 * @param text the text
	 * @return {@code true} if it is
	 */
	boolean isPieceOfId(String text) {
		String letters = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
		return this.models.stream().anyMatch((id) -> id.replaceAll("[^a-z0-9]", "").contains(letters));
	}

	boolean isProvider(String text) {
		return this.providers.contains(text);
	}

	/**
	 * Whether a text is a prefix of profiles and a provider, such as
	 * {@code us.anthropic}.
	 * @param text the text
	 * @return {@code true} if only the name of a model is missing
	 */
	boolean isPrefixAndProvider(String text) {
		return this.prefixes.stream()
			.anyMatch((prefix) -> text.startsWith(prefix + ".") && isProvider(text.substring(prefix.length() + 1)));
	}

	boolean isPrefix(String text) {
		return this.prefixes.contains(text);
	}

	private List<String> matching(ModelName name, Predicate<ModelName> condition, Comparator<ModelName> order) {
		record Candidate(String id, ModelName name) {
		}
		return this.models.stream()
			.map((id) -> new Candidate(id, name(id)))
			.filter((candidate) -> name.provider().isEmpty() || name.provider().equals(candidate.name().provider()))
			.filter((candidate) -> condition.test(candidate.name()))
			.sorted(Comparator
				.comparing(Candidate::name, order.thenComparing(ModelName::date, Comparator.reverseOrder()))
				.thenComparing(Candidate::id))
			.limit(MAX_SUGGESTIONS)
			.map(Candidate::id)
			.toList();
	}

	private List<String> withPrefix(String prefix, List<String> models) {
		if (prefix.isEmpty()) {
			return models;
		}
		List<String> profiles = new ArrayList<>();
		for (String model : models) {
			if (this.profiles.containsKey(prefix + "." + model)) {
				profiles.add(prefix + "." + model);
			}
		}
		if (profiles.isEmpty()) {
			models.forEach((model) -> profiles.addAll(profilesOf(model, Optional.empty())));
		}
		return (profiles.isEmpty()) ? models : profiles.stream().limit(MAX_SUGGESTIONS).toList();
	}

}
