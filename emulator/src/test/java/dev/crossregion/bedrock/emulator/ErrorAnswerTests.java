package dev.crossregion.bedrock.emulator;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelNotReadyException;
import software.amazon.awssdk.services.bedrockruntime.model.ModelTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ErrorAnswerTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(
			BedrockEmulator.builder().account("111122223333"));

	@RegisterExtension
	static Clients clients = new Clients();

	static Stream<Arguments> errors() {
		return Stream.of(
				Arguments.of(Fault.onDemandNotSupported(), 400, ValidationException.class,
						"Invocation of model ID " + PROFILE + " with on-demand throughput isn\u2019t supported. Retry "
								+ "your request with the ID or ARN of an inference profile that contains this model."),
				Arguments.of(Fault.onDemandNotSupportedAsBefore(), 400, ValidationException.class,
						"The provided model doesn't support on-demand throughput."),
				Arguments.of(Fault.invalidModelIdentifier(), 400, ValidationException.class,
						"The provided model identifier is invalid."),
				Arguments.of(Fault.unsupportedCountry(), 400, ValidationException.class,
						"Access to Anthropic models is not allowed from unsupported countries, regions, or territories."),
				Arguments.of(Fault.channelProgramAccount(), 400, ValidationException.class,
						"Access to this model is not available for channel program accounts. Reach out to your AWS "
								+ "Solution Provider"),
				Arguments.of(Fault.dataRetentionModeMissing(), 400, ValidationException.class,
						"data retention mode 'default' is not available for this model"),
				Arguments.of(Fault.serviceQuotaExceeded(), 400, ServiceQuotaExceededException.class, "quota"),
				Arguments.of(Fault.accessDeniedByIdentityPolicy("eu-west-1"), 403, AccessDeniedException.class,
						"User: arn:aws:sts::111122223333:assumed-role/app/session is not authorized to perform: "
								+ "bedrock:InvokeModel on resource: arn:aws:bedrock:eu-west-1::foundation-model/"
								+ Clients.SONNET
								+ " because no identity-based policy allows the bedrock:InvokeModel action"),
				Arguments.of(Fault.accessDeniedByScp(""), 403, AccessDeniedException.class,
						"on resource: arn:aws:bedrock:::foundation-model/" + Clients.SONNET
								+ " with an explicit deny in a service control policy: arn:aws:organizations::"),
				Arguments.of(Fault.accessDeniedByScp("eu-north-1"), 403, AccessDeniedException.class,
						"arn:aws:bedrock:eu-north-1::foundation-model/" + Clients.SONNET + " with an explicit deny in"),
				Arguments.of(Fault.modelAccessDenied(), 403, AccessDeniedException.class,
						"You don't have access to the model with the specified model ID."),
				Arguments.of(Fault.subscriptionMissing(), 403, AccessDeniedException.class,
						"aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe"),
				Arguments.of(Fault.useCaseDetailsMissing(), 404, ResourceNotFoundException.class,
						"Model use case details have not been submitted for this account"),
				Arguments.of(Fault.legacy(), 404, ResourceNotFoundException.class,
						"Access denied. This Model is marked by provider as Legacy and you have not been actively "
								+ "using the model in the last 30 days. Please upgrade to an active model on Amazon "
								+ "Bedrock"),
				Arguments.of(Fault.endOfLife(), 404, ResourceNotFoundException.class,
						"This model version has reached the end of its life"),
				Arguments.of(Fault.modelTimeout(), 408, ModelTimeoutException.class, ""),
				Arguments.of(Fault.modelError(), 424, ModelErrorException.class, ""),
				Arguments.of(Fault.throttled(), 429, ThrottlingException.class,
						"Too many requests, please wait before trying again."),
				Arguments.of(Fault.throttledTokens(), 429, ThrottlingException.class,
						"Too many tokens, please wait before trying again."),
				Arguments.of(Fault.throttledForTheDay(), 429, ThrottlingException.class,
						"Too many tokens per day, please wait before trying again."),
				Arguments.of(Fault.modelNotReady(), 429, ModelNotReadyException.class, ""),
				Arguments.of(Fault.internalError(), 500, InternalServerException.class, ""),
				Arguments.of(Fault.unavailable(), 503, ServiceUnavailableException.class,
						"Bedrock is unable to process your request."),
				Arguments.of(Fault.overloaded(), 529, BedrockRuntimeException.class, "Overloaded"));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorHasItsStatusTypeAndWording(Fault fault, int status, Class<? extends BedrockRuntimeException> type,
			String message) {
		bedrock.emulator().fail(fault);
		assertThatExceptionOfType(BedrockRuntimeException.class)
			.isThrownBy(() -> client().converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))))
			.satisfies((ex) -> {
				assertThat(ex).isExactlyInstanceOf(type);
				assertThat(ex.statusCode()).isEqualTo(status);
				assertThat(ex.awsErrorDetails().errorMessage()).contains(message);
			});
		assertThat(bedrock.emulator().journal().entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.status()).isEqualTo(status);
			assertThat(entry.errorCode()).isPresent();
			assertThat(entry.inferenceRegion()).isEmpty();
			assertThat(entry.completed()).isTrue();
		});
	}

	@Test
	void modelErrorCarriesTheStatusOfTheModel() {
		bedrock.emulator().fail(Fault.modelError());
		assertThatExceptionOfType(ModelErrorException.class)
			.isThrownBy(() -> client().converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))))
			.satisfies((ex) -> assertThat(ex.originalStatusCode()).isEqualTo(500));
	}

	@Test
	void overloadHasARetryAfterHeader() {
		bedrock.emulator().fail(Fault.overloaded());
		assertThatExceptionOfType(BedrockRuntimeException.class)
			.isThrownBy(() -> client().converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))))
			.satisfies((ex) -> assertThat(ex.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Retry-After"))
				.hasValue("1"));
	}

	private static BedrockRuntimeClient client() {
		return clients.sync(bedrock.uri(), Region.EU_CENTRAL_1);
	}

}
