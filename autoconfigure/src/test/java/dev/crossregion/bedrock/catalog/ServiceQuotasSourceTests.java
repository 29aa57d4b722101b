package dev.crossregion.bedrock.catalog;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import dev.crossregion.bedrock.catalog.ServiceQuotasStub.Answer;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.quota.QuotaNumber.Origin;
import dev.crossregion.bedrock.routing.QuotaSource.Quotas;
import dev.crossregion.bedrock.routing.RouteQuota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServiceQuotasSource}, over HTTP.
 */
@Timeout(120)
class ServiceQuotasSourceTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private static final String TOKENS = "L-F4DDD3EB";

	private static final String REQUESTS = "L-4A6BFAB1";

	private static final String NAME = "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1";

	private final BundledSnapshot snapshot = BundledSnapshot.load();

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.open) {
			closeable.close();
		}
	}

	private <C extends AutoCloseable> C opened(C closeable) {
		this.open.add(0, closeable);
		return closeable;
	}

	private ServiceQuotasSource source(URI endpoint) {
		return source(endpoint, StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")),
				Duration.ofSeconds(30));
	}

	private ServiceQuotasSource source(URI endpoint, AwsCredentialsProvider credentials, Duration timeout) {
		ClientSettings settings = new ClientSettings(endpoint, 10, Duration.ofSeconds(2), Duration.ofSeconds(60),
				Duration.ofSeconds(60), Duration.ofSeconds(60));
		return new ServiceQuotasSource(opened(new RegionalClients(settings, credentials)), this.snapshot, timeout);
	}

	private static Route route(String profile, InferenceMode mode, String model) {
		return new Route(new Route.Key(FRANKFURT, profile), (model != null) ? new FoundationModelId(model) : null,
				new Route.Reach(mode, Destinations.of(List.of(FRANKFURT)),
						new Evidence(Evidence.Source.LIVE, Instant.EPOCH), true),
				DeclaredQuota.NONE);
	}

	private static final Route SONNET_ROUTE = route("eu." + SONNET, InferenceMode.GEOGRAPHIC, SONNET);

	private RouteQuota read(URI endpoint, Route route) {
		return source(endpoint).read(FRANKFURT, List.of(route)).of(route);
	}

	private RouteQuota read(IntFunction<Answer> answers) throws IOException {
		return read(opened(new ServiceQuotasStub(answers)).uri(), SONNET_ROUTE);
	}

	private static String row(String code, String name, Object value) {
		return "{\"QuotaCode\": \"" + code + "\", \"QuotaName\": \"" + name + "\", \"Value\": " + value + "}";
	}

	private BedrockEmulator emulator() {
		return opened(BedrockEmulator.start());
	}

	@Test
	void readsAllPagesOfTheAppliedValuesAndNoMore() {
		BedrockEmulator emulator = emulator();
		assertThat(read(emulator.uri(), SONNET_ROUTE))
			.isEqualTo(new RouteQuota(QuotaNumber.applied(5_000_000, TOKENS), QuotaNumber.applied(10_000, REQUESTS)));
		assertThat(emulator.journal().entries()).hasSize(2)
			.allSatisfy((entry) -> assertThat(entry.operation()).isEqualTo(Operation.LIST_SERVICE_QUOTAS))
			.extracting(JournalEntry::sourceRegion)
			.containsOnly("eu-central-1");
	}

	@Test
	void theQuotaIsThatOfTheKindOfProfileAndNotThatOfALongContext() {
		BedrockEmulator emulator = emulator();
		emulator.serviceQuota("eu-central-1", "L-27C57EE8", 4_000_000);
		emulator.serviceQuota("eu-central-1", NAME + " 1M Context Length", 7);
		emulator.serviceQuota("eu-central-1", "On-demand model inference tokens per minute for Amazon Nova Lite", 9);
		Quotas quotas = source(emulator.uri()).read(FRANKFURT, List.of());
		assertThat(quotas.of(SONNET_ROUTE).tokensPerMinute()).isEqualTo(QuotaNumber.applied(5_000_000, TOKENS));
		assertThat(quotas.of(route("global." + SONNET, InferenceMode.GLOBAL, SONNET)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(4_000_000, "L-27C57EE8"));
		String nova = "amazon.nova-lite-v1:0";
		assertThat(quotas.of(route(nova, InferenceMode.IN_REGION, nova)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(9, "L-70423BF8"));
		assertThat(quotas.of(route("eu." + nova, InferenceMode.GEOGRAPHIC, nova)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(400_000, "L-7C42E72A"));
	}

	@Test
	void anApplicationProfileHasTheQuotaOfWhatItWraps() {
		String arn = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7";
		Quotas quotas = source(emulator().uri()).read(FRANKFURT, List.of());
		assertThat(quotas.of(route(arn, InferenceMode.GEOGRAPHIC, SONNET))).isEqualTo(quotas.of(SONNET_ROUTE));
		assertThat(quotas.of(route(arn, InferenceMode.GLOBAL, SONNET)).tokensPerMinute().detail())
			.isEqualTo("L-27C57EE8");
	}

	@Test
	void whatIsEnforcedIsShown() {
		BedrockEmulator emulator = opened(BedrockEmulator.builder()
			.quota("eu-central-1", "eu." + SONNET, EmulatorQuota.perMinute(1_000, 5))
			.quotaWindow(Duration.ofSeconds(10))
			.start());
		assertThat(read(emulator.uri(), SONNET_ROUTE))
			.isEqualTo(new RouteQuota(QuotaNumber.applied(6_000, TOKENS), QuotaNumber.applied(30, REQUESTS)));
	}

	@Test
	void whatHasNoAppliedValueHasTheDefaultOfAws() {
		BedrockEmulator emulator = emulator();
		emulator.noServiceQuota("eu-central-1", TOKENS);
		emulator.serviceQuota("eu-central-1", REQUESTS, 12);
		assertThat(read(emulator.uri(), SONNET_ROUTE))
			.isEqualTo(new RouteQuota(QuotaNumber.ofAws(5_000_000, TOKENS), QuotaNumber.applied(12, REQUESTS)));
		assertThat(emulator.journal().entries(Operation.LIST_AWS_DEFAULT_SERVICE_QUOTAS)).hasSize(2);
	}

	@Test
	void defaultsThatAreDeniedTakeNothingElseAway() {
		BedrockEmulator emulator = emulator();
		emulator.noServiceQuota("eu-central-1", TOKENS);
		emulator.fail(Fault.status(400, "AccessDeniedException", "no")
			.controlPlane()
			.on(Operation.LIST_AWS_DEFAULT_SERVICE_QUOTAS));
		RouteQuota quota = read(emulator.uri(), SONNET_ROUTE);
		assertThat(quota.tokensPerMinute().origin()).isEqualTo(Origin.LEARNED);
		assertThat(quota.requestsPerMinute()).isEqualTo(QuotaNumber.applied(10_000, REQUESTS));
	}

	@Test
	void aNameIsComparedWithoutCaseWhereNoCodeIsKnown() throws IOException {
		String nova = "amazon.nova-pro-v1:0";
		Route route = route("eu." + nova, InferenceMode.GEOGRAPHIC, nova);
		ServiceQuotasStub stub = opened(new ServiceQuotasStub((number) -> ServiceQuotasStub
			.page(row("L-NEW", "Cross-Region Model Inference Requests Per Minute for Amazon Nova Pro", 77), null)));
		assertThat(read(stub.uri(), route).requestsPerMinute())
			.isEqualTo(QuotaNumber.applied(77, "Cross-region model inference requests per minute for Amazon Nova Pro"));
	}

	@Test
	void aCodeCountsBeforeANameAndANameWhereTheCodeIsNotListed() throws IOException {
		assertThat(read(
				(number) -> ServiceQuotasStub.page(row("L-OTHER", NAME, 1) + "," + row(TOKENS, "Renamed", 2), null))
			.tokensPerMinute()).isEqualTo(QuotaNumber.applied(2, TOKENS));
		assertThat(read((number) -> ServiceQuotasStub.page(row("L-OTHER", NAME, 1), null)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(1, TOKENS));
	}

	@Test
	void aNameThatTwoQuotasHaveIsNotCertain() throws IOException {
		assertThat(read((number) -> ServiceQuotasStub.page(row("L-ONE", NAME, 1) + "," + row("L-TWO", NAME, 2), null))
			.tokensPerMinute()
			.origin()).isEqualTo(Origin.LEARNED);
	}

	@ParameterizedTest
	@CsvSource({ "claude-no-such-model, its name in Service Quotas is not known",
			"claude-opus-4-8, no such quota of the model is known" })
	void whatIsNotKnownIsLearnedAndSaysWhy(String name, String reason) {
		String model = "anthropic." + name;
		RouteQuota quota = read(emulator().uri(), route("eu." + model, InferenceMode.GEOGRAPHIC, model));
		assertThat(quota.requestsPerMinute()).isEqualTo(QuotaNumber.learned(reason));
	}

	@Test
	void aRouteThatHidesItsModelIsLearned() {
		RouteQuota quota = read(emulator().uri(),
				route("arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl",
						InferenceMode.IN_REGION, null));
		assertThat(quota.tokensPerMinute()).isEqualTo(QuotaNumber.learned("the model behind it is hidden"));
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "0.0, 0", "1.9, 1", "5.0E6, 5000000", "1e300, 9223372036854775807" })
	void valuesAreWholeAndNotNegative(String value, long expected) throws IOException {
		assertThat(read((number) -> ServiceQuotasStub.page(row(TOKENS, NAME, value), null)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(expected, TOKENS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "null", "\"5000000\"", "{}", "[]", "true" })
	void aValueThatIsNoNumberIsNone(String value) throws IOException {
		assertThat(read((number) -> ServiceQuotasStub.page(row(TOKENS, NAME, value), null)).tokensPerMinute().origin())
			.isEqualTo(Origin.LEARNED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "7", "\"text\"", "[]", "{\"QuotaCode\": 5, \"QuotaName\": {}, \"Value\": 1}" })
	void aRowThatMakesNoSenseSpoilsNoOther(String row) throws IOException {
		assertThat(read((number) -> ServiceQuotasStub.page(row + "," + row(TOKENS, NAME, 3), null)).tokensPerMinute())
			.isEqualTo(QuotaNumber.applied(3, TOKENS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>", "[]", "{}", "{\"Quotas\": 5}", "{\"Quotas\": [", "null", "\"text\"" })
	void anAnswerThatMakesNoSenseFails(String body) {
		failsWith(ControlPlaneFailure.Kind.NONSENSE, (number) -> new Answer(200, body));
	}

	// Some JDKs call it a broken connection.
	@Test
	void anEmptyAnswerFails() {
		assertThatExceptionOfType(ServiceQuotasException.class).isThrownBy(() -> read((number) -> new Answer(200, "")))
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isIn(ControlPlaneFailure.Kind.NONSENSE,
					ControlPlaneFailure.Kind.UNREACHABLE));
	}

	@Test
	void anAnswerWithoutAnEndFails() {
		failsWith(ControlPlaneFailure.Kind.NONSENSE, (number) -> new Answer(200, " ".repeat((2 << 20) + 1)));
	}

	@Test
	void pagesWithoutAnEndFail() {
		failsWith(ControlPlaneFailure.Kind.NONSENSE, (number) -> ServiceQuotasStub.page("", "same"));
		failsWith(ControlPlaneFailure.Kind.NONSENSE, (number) -> ServiceQuotasStub.page("", "token" + number));
	}

	@Test
	void aTokenIsSentBackAsItCame() throws IOException {
		ServiceQuotasStub stub = opened(new ServiceQuotasStub((number) -> (number == 0)
				? ServiceQuotasStub.page("", "a\\\"b\\\\c\\u00e9") : ServiceQuotasStub.page(row(TOKENS, NAME, 3), "")));
		assertThat(read(stub.uri(), SONNET_ROUTE).tokensPerMinute()).isEqualTo(QuotaNumber.applied(3, TOKENS));
		assertThat(stub.requests().get(0)).startsWith("ServiceQuotasV20190624.ListServiceQuotas {")
			.contains("\"ServiceCode\":\"bedrock\"", "\"MaxResults\":100")
			.doesNotContain("NextToken");
		assertThat(stub.requests().get(1)).contains("\"NextToken\":\"a\\\"b\\\\c\u00e9\"");
	}

	@ParameterizedTest
	@CsvSource({ "400, AccessDeniedException, DENIED", "403, AccessDeniedException, DENIED",
			"400, com.amazonaws.servicequotas#AccessDeniedException, DENIED",
			"400, UnrecognizedClientException, CREDENTIALS_REFUSED", "400, NoSuchResourceException, NONSENSE" })
	void aRefusalSaysWhy(int status, String type, ControlPlaneFailure.Kind kind) throws IOException {
		ServiceQuotasStub stub = opened(new ServiceQuotasStub((number) -> new Answer(status,
				"{\"__type\": \"" + type + "\", \"Message\": \"User: x is not authorized\"}")));
		assertThatExceptionOfType(ServiceQuotasException.class).isThrownBy(() -> read(stub.uri(), SONNET_ROUTE))
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(kind))
			.satisfies((ex) -> assertThat(ex.getFailure().sourceRegion()).isEqualTo(FRANKFURT))
			.withMessageContaining("User: x is not authorized");
		assertThat(stub.requests()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "400, TooManyRequestsException", "429, ThrottlingException", "500, ServiceException", "503, ''" })
	void whatPassesIsTriedAgain(int status, String type) throws IOException {
		ServiceQuotasStub stub = opened(
				new ServiceQuotasStub((number) -> (number == 0) ? new Answer(status, "{\"__type\": \"" + type + "\"}")
						: ServiceQuotasStub.page(row(TOKENS, NAME, 3) + "," + row(REQUESTS, "", 4), null)));
		assertThat(read(stub.uri(), SONNET_ROUTE))
			.isEqualTo(new RouteQuota(QuotaNumber.applied(3, TOKENS), QuotaNumber.applied(4, REQUESTS)));
		assertThat(stub.requests()).hasSize(2);
	}

	@Test
	void throttlingThatLastsFailsAsThrottled() {
		failsWith(ControlPlaneFailure.Kind.THROTTLED, (number) -> new Answer(400,
				"{\"__type\": \"TooManyRequestsException\", \"Message\": \"Rate exceeded\"}"));
	}

	private void failsWith(ControlPlaneFailure.Kind kind, IntFunction<Answer> answers) {
		assertThatExceptionOfType(ServiceQuotasException.class).isThrownBy(() -> read(answers))
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(kind));
	}

	@Test
	void anAnswerThatNeverComesOrNeverEndsFailsInTime() throws IOException {
		for (Answer answer : List.of(ServiceQuotasStub.SILENCE, ServiceQuotasStub.HALF)) {
			URI endpoint = opened(new ServiceQuotasStub((number) -> answer)).uri();
			AwsCredentialsProvider credentials = StaticCredentialsProvider
				.create(AwsBasicCredentials.create("key", "secret"));
			assertThatExceptionOfType(ServiceQuotasException.class).isThrownBy(
					() -> source(endpoint, credentials, Duration.ofMillis(300)).read(FRANKFURT, List.of(SONNET_ROUTE)))
				.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(ControlPlaneFailure.Kind.TIMED_OUT));
		}
	}

	@Test
	void credentialsThatAreMissingAreSaid() {
		AwsCredentialsProvider none = () -> {
			throw SdkClientException.create("nobody has any");
		};
		assertThatExceptionOfType(ServiceQuotasException.class)
			.isThrownBy(() -> source(emulator().uri(), none, Duration.ofSeconds(30)).read(FRANKFURT, List.of()))
			.withMessageContaining("takes no Bedrock API key")
			.withMessageContaining("nobody has any")
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(ControlPlaneFailure.Kind.NO_CREDENTIALS));
		assertThatExceptionOfType(ServiceQuotasException.class)
			.isThrownBy(() -> source(emulator().uri(), AnonymousCredentialsProvider.create(), Duration.ofSeconds(30))
				.read(FRANKFURT, List.of()));
	}

}
