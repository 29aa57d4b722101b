package dev.crossregion.bedrock.catalog;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.crossregion.bedrock.client.connection.TrackedCredentials;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.FoundationModelLifecycle;
import software.amazon.awssdk.services.bedrock.model.FoundationModelSummary;
import software.amazon.awssdk.services.bedrock.model.GetAccountDataRetentionRequest;
import software.amazon.awssdk.services.bedrock.model.GetGuardrailRequest;
import software.amazon.awssdk.services.bedrock.model.GetGuardrailResponse;
import software.amazon.awssdk.services.bedrock.model.GetInferenceProfileRequest;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileModel;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileSummary;
import software.amazon.awssdk.services.bedrock.model.InferenceProfileType;
import software.amazon.awssdk.services.bedrock.model.InferenceType;
import software.amazon.awssdk.services.bedrock.model.ListFoundationModelsRequest;
import software.amazon.awssdk.services.bedrock.model.ListFoundationModelsResponse;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesRequest;
import software.amazon.awssdk.services.bedrock.model.ListInferenceProfilesResponse;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ValidationException;

/**
 * Reads the Bedrock control plane of one source Region. The SDK aborts each call shortly
 * after the deadline; an interrupt alone would not abort a read from a socket.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html">ListInferenceProfiles</a>
 */
final class LiveRegionReader {

	static final String LIST_INFERENCE_PROFILES = "ListInferenceProfiles";

	static final String GET_INFERENCE_PROFILE = "GetInferenceProfile";

	static final String LIST_FOUNDATION_MODELS = "ListFoundationModels";

	static final String GET_ACCOUNT_DATA_RETENTION = "GetAccountDataRetention";

	static final String GET_GUARDRAIL = "GetGuardrail";

	/**
	 * The look-up ends at the deadline, and then asks what calls wait for. A call that is
	 * aborted before would wait for nothing.
	 */
	private static final Duration ABORT_DELAY = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(LiveRegionReader.class);

	private final RegionCode region;

	private final BedrockClient client;

	private final long deadline;

	/**
	 * Create a reader.
	 * @param region the source Region
	 * @param client its control plane
	 * @param deadline the time after which answers are ignored, on the scale of
	 * {@link System#nanoTime()}
	 */
	LiveRegionReader(RegionCode region, BedrockClient client, long deadline) {
		this.region = region;
		this.client = client;
		this.deadline = deadline;
	}

	/**
	 * Read the system-defined profiles, and the profiles named in the configuration.
	 * @param named the ARNs of system-defined and application profiles of this Region
	 * @return the answer; a named profile that is denied or times out fails alone
	 */
	ProfileListing profiles(Collection<BedrockArn> named) {
		ProfileListing answer = new ProfileListing();
		Set<String> tokens = new HashSet<>();
		String token = null;
		do {
			token = addPage(answer, token);
			if (token != null && !tokens.add(token)) {
				throw new IllegalStateException("the pages never end: nextToken '" + token + "' came twice");
			}
		}
		while (token != null);
		named.stream().distinct().forEach((arn) -> addNamed(answer, arn));
		return answer;
	}

	private @Nullable String addPage(ProfileListing answer, @Nullable String token) {
		ListInferenceProfilesResponse page = this.client.listInferenceProfiles(ListInferenceProfilesRequest.builder()
			.typeEquals(InferenceProfileType.SYSTEM_DEFINED)
			.nextToken(token)
			.overrideConfiguration(untilDeadline())
			.build());
		if (!page.hasInferenceProfileSummaries()) {
			throw new IllegalStateException("the answer holds no list 'inferenceProfileSummaries'");
		}
		for (InferenceProfileSummary summary : page.inferenceProfileSummaries()) {
			if (summary == null || summary.inferenceProfileId() == null) {
				answer.drop("(no ID)", "it has no ID: " + summary);
			}
			else if (summary.type() != InferenceProfileType.SYSTEM_DEFINED) {
				answer.drop(summary.inferenceProfileId(),
						"its type is " + summary.typeAsString() + ", and only SYSTEM_DEFINED was asked for");
			}
			else {
				answer.add(summary.inferenceProfileId(), InferenceProfile.Type.SYSTEM_DEFINED,
						modelArns(summary.models()));
			}
		}
		String next = page.nextToken();
		return (next != null && !next.isEmpty()) ? next : null;
	}

	private void addNamed(ProfileListing answer, BedrockArn arn) {
		String id = profileId(arn);
		if (answer.contains(id)) {
			return;
		}
		try {
			answer.add(id,
					(isSystemDefined(arn)) ? InferenceProfile.Type.SYSTEM_DEFINED : InferenceProfile.Type.APPLICATION,
					modelArns(this.client
						.getInferenceProfile(GetInferenceProfileRequest.builder()
							.inferenceProfileIdentifier(arn.value())
							.overrideConfiguration(untilDeadline())
							.build())
						.models()));
		}
		catch (ResourceNotFoundException | ValidationException ex) {
			answer.drop(id, ex.getMessage());
		}
		catch (RuntimeException ex) {
			answer.unanswered(id, ControlPlaneFailure.of(this.region, GET_INFERENCE_PROFILE, ex, endpoint()));
		}
	}

	/**
	 * Whether calls still wait for credentials and have not been sent.
	 * @return {@code true} if so
	 */
	boolean waitsForCredentials() {
		return this.client.serviceClientConfiguration().credentialsProvider() instanceof TrackedCredentials tracked
				&& tracked.isPending();
	}

	/**
	 * The endpoint override of the client.
	 * @return the endpoint, or {@code null} for the default endpoint of AWS
	 */
	@Nullable URI endpoint() {
		return this.client.serviceClientConfiguration().endpointOverride().orElse(null);
	}

	/**
	 * The ID of a profile in evidence.
	 * @param arn the ARN of an inference profile
	 * @return the ID of a system-defined profile, the ARN of an application profile
	 */
	static String profileId(BedrockArn arn) {
		return (isSystemDefined(arn)) ? arn.id() : arn.value();
	}

	private static boolean isSystemDefined(BedrockArn arn) {
		return arn.resource() == BedrockArn.Resource.INFERENCE_PROFILE;
	}

	private static List<String> modelArns(List<InferenceProfileModel> models) {
		return models.stream().map((model) -> (model != null) ? String.valueOf(model.modelArn()) : "").toList();
	}

	/**
	 * Read which models can be called in the Region itself, and the life cycles of all.
	 * @return the models
	 */
	ModelListing models() {
		ListFoundationModelsResponse answer = this.client
			.listFoundationModels(ListFoundationModelsRequest.builder().overrideConfiguration(untilDeadline()).build());
		if (!answer.hasModelSummaries()) {
			throw new IllegalStateException("the answer holds no list 'modelSummaries'");
		}
		Set<FoundationModelId> onDemand = new TreeSet<>();
		Map<FoundationModelId, ModelFacts.Lifecycle> lifecycles = new HashMap<>();
		for (FoundationModelSummary model : answer.modelSummaries()) {
			if (model == null) {
				continue;
			}
			modelId(model).forEach((id) -> {
				if (model.inferenceTypesSupported().contains(InferenceType.ON_DEMAND)) {
					onDemand.add(id);
				}
				lifecycle(model.modelLifecycle()).ifPresent((lifecycle) -> lifecycles.put(id, lifecycle));
			});
		}
		return new ModelListing(onDemand, lifecycles);
	}

	private static Optional<ModelFacts.Lifecycle> lifecycle(@Nullable FoundationModelLifecycle stated) {
		if (stated == null || stated.status() == null) {
			return Optional.empty();
		}
		ModelFacts.Status status = switch (stated.status()) {
			case ACTIVE -> ModelFacts.Status.ACTIVE;
			case LEGACY -> ModelFacts.Status.LEGACY;
			case UNKNOWN_TO_SDK_VERSION -> null;
		};
		if (status == null) {
			return Optional.empty();
		}
		LocalDate launch = day(stated.startOfLifeTime());
		return Optional.of(new ModelFacts.Lifecycle(status, null,
				new ModelFacts.Dates((launch != null) ? launch.toString() : null, day(stated.legacyTime()),
						day(stated.publicExtendedAccessTime()), day(stated.endOfLifeTime()), null),
				null));
	}

	private static @Nullable LocalDate day(@Nullable Instant time) {
		return (time != null) ? LocalDate.ofInstant(time, ZoneOffset.UTC) : null;
	}

	private List<FoundationModelId> modelId(FoundationModelSummary model) {
		try {
			return List.of(new FoundationModelId(String.valueOf(model.modelId())));
		}
		catch (MalformedModelReferenceException ex) {
			logger.debug("Left out of the models of {}: {}", this.region, ex.getMessage());
			return List.of();
		}
	}

	/**
	 * Read the data-retention mode of the account in the Region.
	 * @return the mode as Amazon Bedrock writes it
	 */
	String retention() {
		String mode = this.client
			.getAccountDataRetention(
					GetAccountDataRetentionRequest.builder().overrideConfiguration(untilDeadline()).build())
			.modeAsString();
		if (mode == null) {
			throw new IllegalStateException("the answer holds no 'mode'");
		}
		return mode;
	}

	/**
	 * Read the guardrail profiles of guardrails.
	 * @param guardrails the guardrails
	 * @return their profiles; a guardrail that cannot be read fails alone
	 */
	GuardrailListing guardrails(Collection<Guardrail> guardrails) {
		Map<Guardrail, Optional<String>> profiles = new HashMap<>();
		Set<Guardrail> missing = new HashSet<>();
		List<ControlPlaneFailure> failures = new ArrayList<>();
		for (Guardrail guardrail : guardrails) {
			try {
				if (isElsewhere(guardrail)) {
					missing.add(guardrail);
				}
				else {
					profiles.put(guardrail, guardrailProfile(guardrail));
				}
			}
			catch (ResourceNotFoundException ex) {
				missing.add(guardrail);
			}
			catch (RuntimeException ex) {
				failures.add(ControlPlaneFailure.of(this.region, GET_GUARDRAIL, ex, endpoint()));
			}
		}
		missing.forEach((guardrail) -> profiles.put(guardrail, Optional.empty()));
		return new GuardrailListing(profiles, missing, failures);
	}

	private boolean isElsewhere(Guardrail guardrail) {
		String[] parts = guardrail.identifier().split(":", 5);
		return parts.length == 5 && !parts[3].equals(this.region.value());
	}

	private Optional<String> guardrailProfile(Guardrail guardrail) {
		GetGuardrailResponse answer = this.client.getGuardrail(GetGuardrailRequest.builder()
			.guardrailIdentifier(guardrail.identifier())
			.guardrailVersion(guardrail.version())
			.overrideConfiguration(untilDeadline())
			.build());
		return Optional.ofNullable(answer.crossRegionDetails())
			.map((details) -> (details.guardrailProfileId() != null) ? details.guardrailProfileId() : "");
	}

	private AwsRequestOverrideConfiguration untilDeadline() {
		Duration remaining = Duration.ofNanos(this.deadline - System.nanoTime()).plus(ABORT_DELAY);
		return AwsRequestOverrideConfiguration.builder()
			.apiCallTimeout((remaining.toMillis() > 0) ? remaining : Duration.ofMillis(1))
			.build();
	}

}
