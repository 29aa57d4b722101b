package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes common mistakes in model IDs, profile IDs and ARNs: forms of other tools,
 * encodings, wrong resource types, names without date or provider. Describes the mistake
 * and suggests a reference; never replaces the text. Immutable.
 *
 * @since 0.1.0
 */
public final class ModelIdMistakes {

	/** A placeholder for the account ID of the user. */
	static final String EXAMPLE_ACCOUNT = "123456789012";

	/** Longer texts are not analyzed. */
	private static final int MAX_LENGTH = 512;

	/**
	 * IDs that Bedrock generates for resources of customers, such as application
	 * profiles.
	 */
	private static final Pattern OPAQUE = Pattern
		.compile("(?:application-inference-profile/|inference-profile/)?" + "([a-z0-9]{12})");

	/** IDs such as {@code eu.guardrail.v1:0}, also at the end of an ARN. */
	private static final Pattern GUARDRAIL_PROFILE = Pattern.compile("(?i)(?:.*/)?[a-z-]+\\.guardrail\\.v[0-9:]+");

	private final KnownModels known;

	private final RegionTable regions;

	/**
	 * Create an instance.
	 * @param known the models and profiles to suggest
	 * @param regions the table of Regions
	 */
	public ModelIdMistakes(KnownModels known, RegionTable regions) {
		this.known = known;
		this.regions = regions;
	}

	/**
	 * Find the mistakes in the text of a model reference.
	 * @param written the text
	 * @param sourceRegion the Region where calls start, if it is known
	 * @return the mistakes and suggestions; empty if no mistake of form is found, which
	 * does not prove that the model exists
	 */
	public Optional<ModelIdMistake> of(String written, @Nullable RegionCode sourceRegion) {
		if (written.isBlank() || written.length() > MAX_LENGTH) {
			return Optional.empty();
		}
		if (GUARDRAIL_PROFILE.matcher(written.strip()).matches()) {
			return Optional.of(new ModelIdMistake(List.of("it is a guardrail profile, which says where a guardrail is "
					+ "evaluated; a guardrail names it in its crossRegionConfig, and no call takes it as a model"),
					List.of()));
		}
		List<String> findings = new ArrayList<>();
		boolean exact = true;
		String plain = written;
		for (Decoration decoration = next(plain); decoration != null; decoration = next(plain)) {
			exact &= decoration != Decoration.SEPARATOR;
			plain = decoration.remove(plain, this.known, findings);
		}
		if (plain.toLowerCase(Locale.ROOT).startsWith("arn:")) {
			return arn(plain, sourceRegion, findings);
		}
		if (isOpaque(plain)) {
			return Optional.of(opaque(plain, sourceRegion, findings));
		}
		if (findings.isEmpty() && isPlausible(plain)) {
			return Optional.empty();
		}
		List<String> values = values(plain, exact, findings);
		if (findings.isEmpty() && isReference(plain)) {
			findings.add("no known model has such an ID, and an ID looks like 'provider.model'");
		}
		return (findings.isEmpty() && values.isEmpty()) ? Optional.empty()
				: Optional.of(new ModelIdMistake(findings, values));
	}

	private @Nullable Decoration next(String text) {
		return Decoration.ALL.stream()
			.filter((decoration) -> !decoration.remove(text, this.known, new ArrayList<>()).equals(text))
			.findFirst()
			.orElse(null);
	}

	private Optional<ModelIdMistake> arn(String plain, @Nullable RegionCode sourceRegion, List<String> findings) {
		ArnForm form = new ArnForm(plain, this.known, this.regions, sourceRegion);
		findings.addAll(form.findings());
		return (findings.isEmpty()) ? Optional.empty() : Optional.of(new ModelIdMistake(findings, form.values()));
	}

	private boolean isOpaque(String plain) {
		return OPAQUE.matcher(plain.toLowerCase(Locale.ROOT)).matches() && this.known.similar(plain).isEmpty()
				&& !this.known.isPieceOfId(plain);
	}

	private ModelIdMistake opaque(String plain, @Nullable RegionCode sourceRegion, List<String> findings) {
		String id = plain.substring(plain.indexOf('/') + 1).toLowerCase(Locale.ROOT);
		String region = (sourceRegion != null) ? sourceRegion.value() : "eu-central-1";
		String partition = this.regions.partition(new RegionCode(region)).orElse(RegionTable.COMMERCIAL_PARTITION);
		findings.add("twelve letters and digits are the ID of an application inference profile, which Amazon Bedrock "
				+ "takes as an ARN only; put " + ((sourceRegion != null) ? "" : "your Region for " + region + " and ")
				+ "your account for " + EXAMPLE_ACCOUNT);
		return new ModelIdMistake(findings, List.of("arn:" + partition + ":bedrock:" + region + ":" + EXAMPLE_ACCOUNT
				+ ":application-inference-profile/" + id));
	}

	private List<String> values(String plain, boolean exact, List<String> findings) {
		String lower = plain.toLowerCase(Locale.ROOT);
		if (this.known.has(lower)) {
			if (!lower.equals(plain)) {
				findings.add("IDs are written in lower case");
			}
			return List.of(lower);
		}
		List<String> named = this.known.named(plain);
		if (!named.isEmpty()) {
			findings.addAll(this.known.name(plain).differences(plain, this.known.name(named.get(0))));
			return named;
		}
		if (exact && isPlausible(plain)) {
			return List.of(plain);
		}
		List<String> similar = this.known.similar(plain);
		return (similar.isEmpty() && isReference(plain)) ? List.of(plain) : similar;
	}

	// The dot of a number, as in claude-sonnet-4.5, makes a name without a provider look
	// like an ID.
	private boolean isPlausible(String plain) {
		if (!isReference(plain)) {
			return false;
		}
		ModelReference reference = ModelReference.parse(plain);
		String provider = (reference instanceof InferenceProfileId profile) ? profile.model().provider()
				: new FoundationModelId(plain).provider();
		return this.known.isProvider(provider) || this.known.withSameWords(plain).isEmpty();
	}

	static boolean isReference(String text) {
		try {
			ModelReference.parse(text);
			return true;
		}
		catch (MalformedModelReferenceException ex) {
			return false;
		}
	}

}
