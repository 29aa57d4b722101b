package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.failure.Denial;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/**
 * The failures that callers see: the SDK's own types, which LangChain4j and others map,
 * with messages that explain denials and end in what was tried.
 */
final class CallFailures {

	private CallFailures() {
	}

	/**
	 * The failure of the last attempt, its message ending in what was tried.
	 * @param failure the failure
	 * @param plan the plan of the call
	 * @param attempts all attempts
	 * @param waited how long the call waited for room
	 * @return an exception of the same type
	 */
	static Throwable explained(Throwable failure, RoutePlan plan, List<Attempt> attempts, Duration waited) {
		Throwable cause = FailureClassifier.asSdkFailure(FailureClassifier.withoutMark(failure));
		if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
			AwsErrorDetails details = service.awsErrorDetails();
			String explanation = Denial.explain(service);
			String message = DisplayText.oneLine(Objects.requireNonNullElse(details.errorMessage(), "No message"))
					+ ((explanation != null) ? " [" + explanation + "]" : "") + tried(plan, attempts, waited);
			return sameType(service,
					service.toBuilder()
						.message(message)
						.awsErrorDetails(details.toBuilder().errorMessage(message).build())
						.cause(service)
						.build());
		}
		if (cause instanceof SdkException sdk) {
			return sameType(sdk,
					sdk.toBuilder()
						.message(DisplayText.oneLine(String.valueOf(sdk.getMessage())) + tried(plan, attempts, waited))
						.cause(sdk)
						.build());
		}
		return cause;
	}

	// An exception class from elsewhere may inherit its builder, and would change its
	// type.
	private static Throwable sameType(SdkException original, Throwable rebuilt) {
		return (rebuilt.getClass() == original.getClass()) ? rebuilt : original;
	}

	/**
	 * A call that was not sent, or not again, because no route had room: as throttled as
	 * one that Amazon Bedrock refused.
	 * @param why what stood in the way
	 * @param plan the plan of the call
	 * @param attempts all attempts
	 * @param waited how long the call waited for room
	 * @param last the failure of the last attempt, or {@code null}
	 * @return the failure
	 */
	static ThrottlingException throttled(String why, RoutePlan plan, List<Attempt> attempts, Duration waited,
			@Nullable Throwable last) {
		String message = why + tried(plan, attempts, waited);
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
	 * A call that had no time for even one attempt.
	 * @param deadline the time that it had
	 * @param plan the plan of the call
	 * @param waited how long the call waited for room
	 * @return the failure
	 */
	static ApiCallTimeoutException expired(Duration deadline, RoutePlan plan, Duration waited) {
		return ApiCallTimeoutException.builder()
			.message("No attempt was made within " + deadline + tried(plan, List.of(), waited))
			.build();
	}

	private static String tried(RoutePlan plan, List<Attempt> attempts, Duration waited) {
		StringBuilder text = new StringBuilder(" [model ").append(plan.name());
		if (!attempts.isEmpty()) {
			text.append("; tried ").append(attempts.size()).append(": ");
			text.append(attempts.stream()
				.map((attempt) -> attempt.route() + ": " + attempt.outcome() + " after " + attempt.duration().toMillis()
						+ " ms")
				.collect(Collectors.joining("; ")));
		}
		if (waited.toMillis() > 0) {
			text.append("; waited ").append(waited.toMillis()).append(" ms for room");
		}
		return text.append(']').toString();
	}

}
