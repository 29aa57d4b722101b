package dev.crossregion.bedrock.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.profile.BedrockArn.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Reads a malformed ARN field by field, and collects what is wrong and what was probably
 * meant.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse,
 * modelId</a>
 */
final class ArnForm {

	private static final int FIELDS = 6;

	private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

	private static final Pattern PARTITION = Pattern.compile("aws(-[a-z0-9-]+)?");

	/** Types whose IDs do not contain a model ID. */
	private static final Set<Resource> OPAQUE = EnumSet.of(Resource.APPLICATION_INFERENCE_PROFILE,
			Resource.PROVISIONED_MODEL, Resource.CUSTOM_MODEL_DEPLOYMENT, Resource.IMPORTED_MODEL);

	private final KnownModels known;

	private final RegionTable regions;

	private final @Nullable RegionCode sourceRegion;

	private final List<String> findings = new ArrayList<>();

	private List<String> values = List.of();

	private String partition = "";

	private String service = "";

	private String region = "";

	private String account = "";

	private String type = "";

	private String id = "";

	private boolean namesRegion;

	ArnForm(String text, KnownModels known, RegionTable regions, @Nullable RegionCode sourceRegion) {
		this.known = known;
		this.regions = regions;
		this.sourceRegion = sourceRegion;
		read(text);
		Resource resource = resource();
		if (resource == null) {
			return;
		}
		checkService(resource);
		checkRegion();
		checkPartition();
		checkAccount();
		this.values = suggestions(resource).stream().filter(ModelIdMistakes::isReference).toList();
	}

	/**
	 * The mistakes in the ARN.
	 * @return half a sentence each; empty if the ARN has none
	 */
	List<String> findings() {
		return this.findings;
	}

	/**
	 * References to write instead.
	 * @return references, the likeliest first; may be empty
	 */
	List<String> values() {
		return this.values;
	}

	private void read(String text) {
		String[] fields = text.split(":", FIELDS);
		if (fields.length == FIELDS && !fields[3].contains("/") && !fields[4].contains("/")) {
			this.partition = fields[1];
			this.service = fields[2];
			this.region = fields[3];
			this.account = fields[4];
			resource(fields[5]);
		}
		else {
			this.findings.add("an ARN has six fields, as in 'arn:aws:bedrock:<region>:<account>:<resource>/<id>'");
			readByShape(text);
		}
		lowerCase();
	}

	// With a field missing or one too many, a field is recognized by its shape, not by
	// its position.
	private void readByShape(String text) {
		Matcher matcher = Pattern.compile("(?i)arn:(.*?):?([a-z-]+/.+|[a-z0-9-]+(?:\\.[a-z0-9-]+)+(?::[0-9]+)?)")
			.matcher(text);
		if (!matcher.matches()) {
			return;
		}
		resource(matcher.group(2));
		for (String field : matcher.group(1).split(":")) {
			if (ACCOUNT.matcher(field).matches()) {
				this.account = field;
			}
			else if (RegionCode.isValid(field.toLowerCase(Locale.ROOT))) {
				this.region = field;
			}
			else if (PARTITION.matcher(field).matches()) {
				this.partition = field;
			}
			else if (!field.isEmpty()) {
				this.service = field;
			}
		}
	}

	private void resource(String text) {
		Matcher typed = Pattern.compile("([A-Za-z0-9_-]+)[/:](.*)", Pattern.DOTALL).matcher(text);
		boolean known = typed.matches() && (text.charAt(typed.end(1)) == '/' || type(typed.group(1)).isPresent());
		this.type = (known) ? typed.group(1) : "";
		this.id = (known) ? typed.group(2) : text;
		if (known && text.charAt(typed.end(1)) == ':') {
			this.findings.add("a slash stands between the type and the ID of a resource");
		}
		else if (!known && type(text).isPresent()) {
			this.type = text;
			this.id = "";
		}
	}

	private void lowerCase() {
		String head = this.partition + this.service + this.region + this.type;
		String lower = this.id.toLowerCase(Locale.ROOT);
		boolean lowerId = !this.id.equals(lower) && this.known.has(lower);
		if (lowerId || !head.equals(head.toLowerCase(Locale.ROOT))) {
			this.findings.add("it is written in lower case");
			this.partition = this.partition.toLowerCase(Locale.ROOT);
			this.service = this.service.toLowerCase(Locale.ROOT);
			this.region = this.region.toLowerCase(Locale.ROOT);
			this.type = this.type.toLowerCase(Locale.ROOT);
			this.id = (lowerId) ? lower : this.id;
		}
	}

	private static Optional<Resource> type(String text) {
		return Arrays.stream(Resource.values())
			.filter((resource) -> resource.type().equalsIgnoreCase(text))
			.findFirst();
	}

	private @Nullable Resource resource() {
		Resource written = type(this.type).orElse(null);
		if (this.id.isEmpty()) {
			this.findings.add("nothing follows '" + truncated(this.type) + "/'");
			return null;
		}
		Resource meant = resourceById(written);
		if (meant != null) {
			return meant;
		}
		if (written != null) {
			return written;
		}
		this.findings.add("'" + truncated(this.service) + "' has no resource '" + truncated(this.type)
				+ "' that can be called as a model; Amazon Bedrock calls one of " + Resource.describeAll());
		return NearMisses.of(this.type.replace('_', '-'), List.of(Resource.values()), Resource::type)
			.stream()
			.findFirst()
			.orElse(null);
	}

	// The type of a model or of a system-defined profile follows from its ID. Other IDs
	// are opaque.
	private @Nullable Resource resourceById(@Nullable Resource written) {
		boolean profile = isProfile();
		boolean model = !profile && FoundationModelId.isValid(this.id)
				&& (this.known.has(this.id) || this.known.isProvider(prefixOf(this.id)));
		boolean undetermined = written == null || OPAQUE.contains(written);
		if (profile && (undetermined || written == Resource.FOUNDATION_MODEL)) {
			this.findings.add(wrongType(written) + "'" + this.id
					+ "' is an inference profile: its ARN has the type 'inference-profile', and its ID alone is enough");
			return Resource.INFERENCE_PROFILE;
		}
		if (model && undetermined) {
			this.findings.add(wrongType(written) + "'" + this.id
					+ "' is a foundation model: its ARN has the type 'foundation-model' and no account");
			return Resource.FOUNDATION_MODEL;
		}
		if (written == Resource.INFERENCE_PROFILE && model) {
			this.findings.add("'" + this.id + "' is a foundation model; the ID of an inference profile begins with a "
					+ "prefix, such as 'us.' or 'global.'");
			return written;
		}
		boolean opaque = this.id.matches("[A-Za-z0-9_-]+");
		if (opaque && (written == Resource.INFERENCE_PROFILE || written == Resource.FOUNDATION_MODEL)) {
			this.findings.add("'" + truncated(this.id) + "' is not the ID of "
					+ ((written == Resource.FOUNDATION_MODEL) ? "a foundation model" : "a system-defined profile")
					+ "; an application inference profile has the type 'application-inference-profile'");
			return Resource.APPLICATION_INFERENCE_PROFILE;
		}
		return null;
	}

	private boolean isProfile() {
		String rest = this.id.substring(this.id.indexOf('.') + 1);
		return InferenceProfileId.hasPrefix(this.id) && FoundationModelId.isValid(rest)
				&& (this.known.isPrefix(prefixOf(this.id)) || this.known.isProvider(prefixOf(rest)));
	}

	private String wrongType(@Nullable Resource written) {
		return (written != null || this.type.isEmpty()) ? ""
				: "'" + truncated(this.service) + "' has no resource '" + truncated(this.type) + "', and ";
	}

	private static String prefixOf(String id) {
		int dot = id.indexOf('.');
		return (dot > 0) ? id.substring(0, dot) : "";
	}

	private void checkService(Resource resource) {
		if (!this.service.equals(resource.service())) {
			this.findings.add("resources of type '" + resource.type() + "' are of the service '" + resource.service()
					+ "', not '" + truncated(this.service) + "'");
			this.service = resource.service();
		}
	}

	private void checkRegion() {
		this.namesRegion = !this.region.isEmpty();
		if (!this.namesRegion) {
			this.findings.add((type(this.type).filter(Resource.FOUNDATION_MODEL::equals).isPresent())
					? "without a Region it stands for all Regions in policies, and no call takes it; mode: global "
							+ "declares global routing"
					: "it names no Region");
			this.region = (this.sourceRegion != null) ? this.sourceRegion.value() : "";
		}
		else if (!RegionCode.isValid(this.region)) {
			this.findings.add("'" + truncated(this.region) + "' is not a Region code");
			this.region = nearestRegion();
		}
	}

	private String nearestRegion() {
		String code = this.region.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("(?<=[0-9])[a-f]$", "");
		if (RegionCode.isValid(code)) {
			return code;
		}
		return this.regions.nearMisses(code)
			.stream()
			.map(RegionCode::value)
			.findFirst()
			.orElse((this.sourceRegion != null) ? this.sourceRegion.value() : "");
	}

	private void checkPartition() {
		String expected = (RegionCode.isValid(this.region))
				? this.regions.partition(new RegionCode(this.region)).orElse(this.partition) : this.partition;
		if (!PARTITION.matcher(this.partition).matches()) {
			this.findings.add("'" + truncated(this.partition) + "' is not a partition of AWS");
			this.partition = (PARTITION.matcher(expected).matches()) ? expected : RegionTable.COMMERCIAL_PARTITION;
		}
		else if (!expected.equals(this.partition)) {
			this.findings.add(this.region + " lies in the partition '" + expected + "', not in '"
					+ truncated(this.partition) + "'");
			this.partition = expected;
		}
	}

	private void checkAccount() {
		String digits = this.account.replaceAll("[- ]", "");
		if (!this.account.equals(digits) && ACCOUNT.matcher(digits).matches()) {
			this.findings.add("an account ID has digits only");
			this.account = digits;
		}
	}

	private List<String> suggestions(Resource resource) {
		boolean named = resource == Resource.FOUNDATION_MODEL || resource == Resource.INFERENCE_PROFILE;
		if (named && !this.findings.isEmpty() && !this.known.has(this.id)) {
			this.known.unknown(this.id).filter((form) -> !form.findings().isEmpty()).ifPresent((form) -> {
				this.findings.addAll(form.findings());
				this.id = form.values().get(0);
			});
		}
		return switch (resource) {
			case FOUNDATION_MODEL -> List.of(foundationModel());
			case INFERENCE_PROFILE ->
				(this.known.isProvider(prefixOf(this.id))) ? profilesOfModel() : List.of(profile(this.id));
			default -> List.of(owned(resource));
		};
	}

	private String foundationModel() {
		if (!this.account.isEmpty()) {
			this.findings.add("a foundation model belongs to no account, and '" + truncated(this.account) + "' is one");
		}
		return (this.namesRegion) ? arn(Resource.FOUNDATION_MODEL, this.region, "", this.id) : this.id;
	}

	private List<String> profilesOfModel() {
		Optional<RegionCode> region = (RegionCode.isValid(this.region)) ? Optional.of(new RegionCode(this.region))
				: Optional.empty();
		List<String> profiles = this.known.profilesOf(this.id, region).stream().map(this::profile).toList();
		return (profiles.isEmpty()) ? List.of(this.id) : profiles;
	}

	// The ID of a system-defined profile needs neither Region nor account.
	private String profile(String profileId) {
		boolean owned = ACCOUNT.matcher(this.account).matches();
		if (!owned && type(this.type).filter(Resource.FOUNDATION_MODEL::equals).isEmpty()) {
			String finding = "'" + truncated(this.account) + "' is not an account ID of twelve digits";
			if (!this.findings.contains(finding)) {
				this.findings.add(finding);
			}
		}
		return (owned && !this.region.isEmpty()) ? arn(Resource.INFERENCE_PROFILE, this.region, this.account, profileId)
				: profileId;
	}

	private String owned(Resource resource) {
		boolean owned = ACCOUNT.matcher(this.account).matches();
		if (!owned) {
			this.findings.add("'" + truncated(this.account) + "' is not an account ID of twelve digits; put yours for "
					+ ModelIdMistakes.EXAMPLE_ACCOUNT);
		}
		return arn(resource, (this.region.isEmpty()) ? "eu-central-1" : this.region,
				(owned) ? this.account : ModelIdMistakes.EXAMPLE_ACCOUNT, this.id);
	}

	private String arn(Resource resource, String inRegion, String ofAccount, String resourceId) {
		return String.join(":", "arn", this.partition, resource.service(), inRegion, ofAccount,
				resource.type() + "/" + resourceId);
	}

	private static String truncated(String text) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		return (line.length() <= 60) ? line : line.substring(0, 60) + "...";
	}

}
