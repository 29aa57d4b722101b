package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.failure.Denial;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/**
 * Creates the failures that callers get. They have the types of the AWS SDK, which
 * LangChain4j and others map, and messages that explain denials and list the attempts.
 */
final class CallFailures {

	private CallFailures() {
	}

	/**
	 * The failure of the last attempt, with all attempts in its message.
	 * @param failure the failure
	 * @param plan the plan of the call
	 * @param attempts all attempts
	 * @param queued the time in the admission queue
	 * @return an exception of the same type
	 */
	static Throwable explained(Throwable failure, RoutePlan plan, List<Attempt> attempts, Duration queued) {
		Throwable cause = FailureClassifier.asSdkFailure(FailureClassifier.withoutMark(failure));
		if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
			AwsErrorDetails details = service.awsErrorDetails();
			String explanation = Denial.explain(service);
			String message = DisplayText.oneLine(Objects.requireNonNullElse(details.errorMessage(), "No message"))
					+ ((explanation != null) ? " [" + explanation + "]" : "") + history(plan, attempts, queued);
			return sameType(service,
					service.toBuilder()
						.message(message)
						.awsErrorDetails(details.toBuilder().errorMessage(message).build())
						.cause(service)
						.build());
		}
		if (cause instanceof SdkException sdk) {
			return sameType(sdk, sdk.toBuilder()
				.message(DisplayText.oneLine(String.valueOf(sdk.getMessage())) + history(plan, attempts, queued))
				.cause(sdk)
				.build());
		}
		return cause;
	}

	// The builder of an exception class outside the SDK may be inherited, and then builds
	// another type.
	private static Throwable sameType(SdkException original, Throwable rebuilt) {
		return (rebuilt.getClass() == original.getClass()) ? rebuilt : original;
	}

	/**
	 * The failure of a call that was not sent, or not retried, because no quota had room.
	 * Its type and status are those of a throttle by Amazon Bedrock (HTTP 429).
	 * @param reason why the call was not sent
	 * @param plan the plan of the call
	 * @param attempts all attempts
	 * @param queued the time in the admission queue
	 * @param last the failure of the last attempt, or {@code null}
	 * @return the failure
	 */
	static ThrottlingException throttled(String reason, RoutePlan plan, List<Attempt> attempts, Duration queued,
			@Nullable Throwable last) {
		String message = reason + history(plan, attempts, queued);
		return ThrottlingException.builder()
			.message(message)
			.statusCode(429)
			.awsErrorDetails(AwsErrorDetails.builder()
				.errorCode("ThrottlingException")
				.errorMessage(message)
				.serviceName("BedrockRuntime")
				.build())
			.cause(last)
			.build();
	}

	/**
	 * The failure of a call whose deadline passed before its first attempt.
	 * @param deadline the time limit of the call
	 * @param plan the plan of the call
	 * @param queued the time in the admission queue
	 * @return the failure
	 */
	static ApiCallTimeoutException expired(Duration deadline, RoutePlan plan, Duration queued) {
		return ApiCallTimeoutException.builder()
			.message("No attempt was made within " + deadline + history(plan, List.of(), queued))
			.build();
	}

	/**
	 * Judge the destinations of a request.
	 * @param residency the policy
	 * @param subject the model ID, operation or feature that would read the request
	 * @param sourceRegion the source Region
	 * @param destinations the Regions that would read it
	 * @return the refusal, or {@code null} if residency admits all destinations
	 */
	static Refusal.@Nullable ResidencyNotSatisfied residencyViolation(ResidencyPolicy residency, String subject,
			RegionCode sourceRegion, Destinations destinations) {
		return (residency.judge(destinations) instanceof ResidencyVerdict.Refused verdict)
				? new Refusal.ResidencyNotSatisfied(subject, sourceRegion, residency, verdict) : null;
	}

	private static String history(RoutePlan plan, List<Attempt> attempts, Duration queued) {
		StringBuilder text = new StringBuilder(" [model ").append(plan.name());
		if (!attempts.isEmpty()) {
			text.append("; tried ").append(attempts.size()).append(": ");
			text.append(attempts.stream()
				.map((attempt) -> attempt.route() + ": " + attempt.outcome() + " after " + attempt.duration().toMillis()
						+ " ms")
				.collect(Collectors.joining("; ")));
		}
		if (queued.toMillis() > 0) {
			text.append("; waited ").append(queued.toMillis()).append(" ms for room");
		}
		return text.append(']').toString();
	}

}
