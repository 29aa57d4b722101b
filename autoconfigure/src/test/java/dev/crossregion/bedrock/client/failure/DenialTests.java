package dev.crossregion.bedrock.client.failure;

import java.util.stream.Stream;

import dev.crossregion.bedrock.client.BareCall;
import dev.crossregion.bedrock.client.Fixtures;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is said of Bedrock's denials.
 */
class DenialTests {

	private static final String MODEL = Fixtures.MODEL.value();

	private static final String PREFIX = "User: arn:aws:sts::123456789012:assumed-role/app/session is not authorized to "
			+ "perform: bedrock:InvokeModel on resource: arn:aws:bedrock:eu-central-1:123456789012:inference-profile/"
			+ Fixtures.EU_PROFILE;

	@RegisterExtension
	static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private static RegionalClients regions;

	@BeforeAll
	static void connect() {
		regions = new RegionalClients(Fixtures.settings(bedrock.uri()), Fixtures.CREDENTIALS);
	}

	@AfterAll
	static void disconnect() {
		regions.close();
	}

	@Test
	void aServiceControlPolicyForbidsADestination() {
		assertThat(explain(Fault.accessDeniedByScp("eu-north-1")))
			.isEqualTo("a service control policy denies bedrock:InvokeModel on model " + MODEL
					+ " in destination Region eu-north-1; have the organization allow it for aws:RequestedRegion "
					+ "\"eu-north-1\", or set residency.deny to eu-north-1 to use no profile that may go there");
	}

	@Test
	void aServiceControlPolicyForbidsGlobalRouting() {
		assertThat(explain(Fault.accessDeniedByScp("")))
			.isEqualTo("a service control policy denies bedrock:InvokeModel on model " + MODEL
					+ " in no Region, as a global profile asks; have the organization allow it for "
					+ "aws:RequestedRegion \"unspecified\", or use a geographic profile");
	}

	@Test
	void anIdentityPolicyLacksADestination() {
		assertThat(explain(Fault.accessDeniedByIdentityPolicy("eu-south-2")))
			.isEqualTo("no identity-based policy allows bedrock:InvokeModel on model " + MODEL
					+ " in destination Region eu-south-2; the missing statement is "
					+ "{\"Effect\":\"Allow\",\"Action\":\"bedrock:InvokeModel\","
					+ "\"Resource\":\"arn:aws:bedrock:eu-south-2::foundation-model/" + MODEL + "\"}");
	}

	@Test
	void anIdentityPolicyLacksGlobalRouting() {
		assertThat(explain(Fault.accessDeniedByIdentityPolicy("")))
			.endsWith("the missing statement is " + "{\"Effect\":\"Allow\",\"Action\":\"bedrock:InvokeModel\","
					+ "\"Resource\":\"arn:aws:bedrock:::foundation-model/" + MODEL + "\","
					+ "\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"unspecified\"}}}");
	}

	@ParameterizedTest
	@MethodSource
	void denialsThatNoPolicyExplains(Fault fault, String part) {
		assertThat(explain(fault)).contains(part);
	}

	static Stream<Arguments> denialsThatNoPolicyExplains() {
		return Stream.of(Arguments.of(Fault.modelAccessDenied(), "the account has no access to this model"),
				Arguments.of(Fault.subscriptionMissing(), "aws-marketplace:Subscribe"),
				Arguments.of(Fault.useCaseDetailsMissing(), "use case form"), Arguments.of(Fault.legacy(), "Legacy"),
				Arguments.of(Fault.endOfLife(), "end of its life"),
				Arguments.of(Fault.dataRetentionModeMissing(), "data retention mode"),
				Arguments.of(Fault.onDemandNotSupported(), "only be called through an inference profile"),
				Arguments.of(Fault.onDemandNotSupportedAsBefore(), "only be called through an inference profile"),
				Arguments.of(Fault.invalidModelIdentifier(), "knows no such model or profile"),
				Arguments.of(Fault.unsupportedCountry(), "does not serve the country"),
				Arguments.of(Fault.channelProgramAccount(), "reseller"),
				Arguments.of(Fault.status(403, "AccessDeniedException",
						"Your account is not authorized to access this model. Your AWS Marketplace subscription for this "
								+ "model is still being processed."),
						"try again in 15 minutes"),
				Arguments.of(Fault.status(403, "ExpiredTokenException",
						"The security token included in the request is expired"), "have expired"),
				Arguments.of(Fault.status(403, "UnrecognizedClientException",
						"The security token included in the request is invalid."), "opt-in Region"));
	}

	@ParameterizedTest
	@MethodSource
	void everyKindOfPolicy(String why, String verdict, String remedy) {
		assertThat(explain(Fault.status(403, "AccessDeniedException", PREFIX + why)))
			.startsWith(verdict + " " + "bedrock:InvokeModel on inference-profile " + Fixtures.EU_PROFILE
					+ " in source Region eu-central-1; ")
			.contains(remedy)
			.doesNotContain("123456789012");
	}

	static Stream<Arguments> everyKindOfPolicy() {
		String statement = "{\"Effect\":\"Allow\",\"Action\":\"bedrock:InvokeModel\",\"Resource\":"
				+ "\"arn:aws:bedrock:eu-central-1:${AccountId}:inference-profile/" + Fixtures.EU_PROFILE + "\"}";
		String exception = "remove the Deny or except this resource from it";
		return Stream.of(
				Arguments.of(" because no identity-based policy allows the bedrock:InvokeModel action",
						"no identity-based policy allows", "the missing statement is " + statement),
				Arguments.of(
						" with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/no-models",
						"an identity-based policy denies", exception),
				Arguments.of(" because no session policy allows the bedrock:InvokeModel action",
						"no session policy allows", statement),
				Arguments.of(" with an explicit deny in a session policy", "a session policy denies", exception),
				Arguments.of(" because no permissions boundary allows the bedrock:InvokeModel action",
						"no permissions boundary allows", statement),
				Arguments.of(" with an explicit deny in a permissions boundary", "a permissions boundary denies",
						exception),
				Arguments.of(" with an explicit deny in a resource-based policy", "a resource-based policy denies",
						exception),
				Arguments.of(" because no VPC endpoint policy allows the bedrock:InvokeModel action",
						"no VPC endpoint policy allows", statement),
				Arguments.of(" with an explicit deny in a resource control policy", "a resource control policy denies",
						exception),
				Arguments.of(" because no service control policy allows the bedrock:InvokeModel action",
						"no service control policy allows", "have the organization allow it"),
				Arguments.of("", "no policy allows", statement));
	}

	@Test
	void whatTheMessageNamesCanBeRead() {
		PolicyDenial denial = PolicyDenial.read(failure(Fault.accessDeniedByScp("eu-north-1")).getMessage())
			.orElseThrow();
		assertThat(denial.policy()).isEqualTo("service control policy");
		assertThat(denial.explicit()).isTrue();
		assertThat(denial.action()).isEqualTo("bedrock:InvokeModel");
		assertThat(denial.resource()).isEqualTo("arn:aws:bedrock:eu-north-1::foundation-model/" + MODEL);
	}

	@Test
	void aResourceThatIsNoArnIsNamedAsItIs() {
		assertThat(explain(Fault.status(403, "AccessDeniedException",
				"User: somebody is not authorized to perform: bedrock:InvokeModel on resource: * with an explicit deny "
						+ "in a service control policy")))
			.isEqualTo("a service control policy denies bedrock:InvokeModel on *; have the organization allow it");
	}

	@Test
	void whatIsNotKnownIsNotExplained() {
		assertThat(explain(Fault.status(403, "AccessDeniedException", "Something new"))).isNull();
		assertThat(Denial.explain(AwsServiceException.builder().build())).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Value 'latest' at 'guardrailConfig.guardrailVersion' failed to satisfy constraint",
			"The model returned the following errors: tools.0.custom.name: 'find api key'",
			"The model returned the following errors: messages.0: the payload is still being processed" })
	void anErrorOfTheRequestIsNotExplainedByItsWords(String message) {
		assertThat(explain(Fault.status(400, "ValidationException", message))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Too many requests to the guardrail, please wait before trying again.",
			"Too many tokens for on-demand throughput" })
	void aThrottleIsNotExplainedAsADenial(String message) {
		assertThat(explain(Fault.status(429, "ThrottlingException", message))).isNull();
	}

	@Test
	void aStreamIsDeniedForItsOwnAction() {
		bedrock.emulator().fail(Fault.accessDeniedByIdentityPolicy("eu-south-2"));
		Throwable failure = FailureClassifier.unwrap(catchThrowable(() -> BareCall.CONVERSE_STREAM.make(regions)));
		assertThat(Denial.explain((AwsServiceException) failure))
			.startsWith("no identity-based policy allows bedrock:InvokeModelWithResponseStream on model " + MODEL);
	}

	private static @Nullable String explain(Fault fault) {
		return Denial.explain(failure(fault));
	}

	private static AwsServiceException failure(Fault fault) {
		bedrock.emulator().clearFaults();
		bedrock.emulator().fail(fault);
		return catchThrowableOfType(AwsServiceException.class, () -> BareCall.CONVERSE.make(regions));
	}

}
