package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.crossregion.bedrock.emulator.model.Snapshot;
import dev.crossregion.bedrock.emulator.payload.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Service Quotas over plain HTTP.
 */
class ServiceQuotasTests {

	private static final String FRANKFURT = "eu-central-1";

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String TOKENS = "L-F4DDD3EB";

	private static final String REQUESTS = "L-4A6BFAB1";

	private static final String LONG_CONTEXT = "L-8EA73537";

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	private static HttpResponse<String> send(URI endpoint, String region, String operation, String body) {
		SdkHttpRequest request = SdkHttpRequest.builder()
			.method(SdkHttpMethod.POST)
			.uri(endpoint.resolve("/"))
			.putHeader("Content-Type", "application/x-amz-json-1.1")
			.putHeader("X-Amz-Target", "ServiceQuotasV20190624." + operation)
			.build();
		Map<String, List<String>> signed = AwsV4HttpSigner.create()
			.sign((sign) -> sign.identity(AwsCredentialsIdentity.create("key", "secret"))
				.request(request)
				.payload(ContentStreamProvider.fromUtf8String(body))
				.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "servicequotas")
				.putProperty(AwsV4HttpSigner.REGION_NAME, region))
			.request()
			.headers();
		return send(endpoint, body, signed);
	}

	private static HttpResponse<String> send(URI endpoint, String body, Map<String, List<String>> headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/"))
			.timeout(Duration.ofSeconds(60))
			.POST(HttpRequest.BodyPublishers.ofString(body));
		headers.forEach((name, values) -> {
			if (!name.equalsIgnoreCase("Host")) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		try {
			return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode call(URI endpoint, String region, String operation, String body) {
		HttpResponse<String> response = send(endpoint, region, operation, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("application/x-amz-json-1.1"));
		return Json.read(response.body());
	}

	private static JsonNode get(URI endpoint, String operation, String code) {
		return call(endpoint, FRANKFURT, operation, "{\"ServiceCode\": \"bedrock\", \"QuotaCode\": \"" + code + "\"}")
			.path("Quota");
	}

	private static List<JsonNode> list(URI endpoint, String region, String operation) {
		List<JsonNode> quotas = new ArrayList<>();
		String token = "";
		do {
			JsonNode page = call(endpoint, region, operation, "{\"ServiceCode\": \"bedrock\", \"MaxResults\": 50"
					+ ((token.isEmpty()) ? "" : ", \"NextToken\": \"" + token + "\"") + "}");
			assertThat(page.path("Quotas").size()).isBetween(1, 50);
			page.path("Quotas").forEach(quotas::add);
			token = page.path("NextToken").asString("");
		}
		while (!token.isEmpty());
		return quotas;
	}

	private static void assertRejected(HttpResponse<String> response, int status, String type) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(Json.read(response.body()).path("__type").asString("")).isEqualTo(type);
		assertThat(Json.read(response.body()).path("Message").asString("")).isNotEmpty();
		List<JournalEntry> entries = bedrock.emulator().journal().entries();
		JournalEntry entry = entries.get(entries.size() - 1);
		assertThat(entry.status()).isEqualTo(status);
		assertThat(entry.errorCode()).hasValue(type);
	}

	@Test
	void quotaHasTheFormOfAws() {
		JsonNode quota = get(bedrock.uri(), "GetServiceQuota", TOKENS);
		assertThat(quota.path("QuotaName").asString(""))
			.isEqualTo("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1");
		assertThat(quota.path("QuotaCode").asString("")).isEqualTo(TOKENS);
		assertThat(quota.path("ServiceCode").asString("")).isEqualTo("bedrock");
		assertThat(quota.path("Value").doubleValue()).isEqualTo(5_000_000);
		assertThat(quota.path("QuotaArn").asString(""))
			.isEqualTo("arn:aws:servicequotas:eu-central-1:123456789012:bedrock/" + TOKENS);
		JsonNode ofAws = get(bedrock.uri(), "GetAWSDefaultServiceQuota", TOKENS);
		assertThat(ofAws.path("Value").doubleValue()).isEqualTo(5_000_000);
		assertThat(ofAws.path("QuotaArn").asString(""))
			.isEqualTo("arn:aws:servicequotas:eu-central-1::bedrock/" + TOKENS);
		assertThat(bedrock.emulator().journal().entries()).extracting(JournalEntry::operation)
			.containsExactly(Operation.GET_SERVICE_QUOTA, Operation.GET_AWS_DEFAULT_SERVICE_QUOTA);
		assertThat(bedrock.emulator().journal().entries().get(0).toCloudTrailJson())
			.contains("\"eventSource\":\"servicequotas.amazonaws.com\"", "\"awsRegion\":\"eu-central-1\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ListServiceQuotas", "ListAWSDefaultServiceQuotas" })
	void pagesHoldEveryQuotaOfTheSnapshotThatHasAValueOnce(String operation) {
		List<JsonNode> quotas = list(bedrock.uri(), FRANKFURT, operation);
		List<Snapshot.Quota> known = Snapshot.shared()
			.quotas()
			.stream()
			.filter((quota) -> quota.defaultIn(FRANKFURT) != null)
			.toList();
		assertThat(quotas).extracting((quota) -> quota.path("QuotaName").asString(""))
			.containsExactlyElementsOf(known.stream().map(Snapshot.Quota::name).toList());
		assertThat(new HashSet<>(quotas.stream().map((quota) -> quota.path("QuotaCode").asString("")).toList()))
			.as("codes are unique")
			.hasSameSizeAs(quotas);
		assertThat(quotas).hasSizeGreaterThan(150);
	}

	@Test
	void defaultsDifferByRegion() {
		String code = "L-7C42E72A";
		String request = "{\"ServiceCode\": \"bedrock\", \"QuotaCode\": \"" + code + "\"}";
		assertThat(
				call(bedrock.uri(), "us-east-1", "GetServiceQuota", request).path("Quota").path("Value").doubleValue())
			.isEqualTo(8_000_000);
		assertThat(
				call(bedrock.uri(), "eu-west-1", "GetServiceQuota", request).path("Quota").path("Value").doubleValue())
			.isEqualTo(400_000);
	}

	@Test
	void enforcedQuotaIsTheAppliedValue() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.quota(FRANKFURT, PROFILE, EmulatorQuota.perMinute(200_000, 50))
			.quota(FRANKFURT, "global.anthropic.claude-opus-4-8", EmulatorQuota.tokensPerMinute(70_000))
			.quota("eu-west-1", PROFILE, EmulatorQuota.perMinute(1, 1))
			.start()) {
			assertThat(get(emulator.uri(), "GetServiceQuota", TOKENS).path("Value").doubleValue()).isEqualTo(200_000);
			assertThat(get(emulator.uri(), "GetServiceQuota", REQUESTS).path("Value").doubleValue()).isEqualTo(50);
			assertThat(get(emulator.uri(), "GetServiceQuota", LONG_CONTEXT).path("Value").doubleValue())
				.isEqualTo(1_000_000);
			assertThat(get(emulator.uri(), "GetServiceQuota", "L-4FCE27C7").path("Value").doubleValue())
				.isEqualTo(70_000);
			assertThat(get(emulator.uri(), "GetAWSDefaultServiceQuota", TOKENS).path("Value").doubleValue())
				.isEqualTo(5_000_000);
			assertThat(list(emulator.uri(), FRANKFURT, "ListServiceQuotas"))
				.extracting((quota) -> quota.path("QuotaName").asString(""))
				.as("a model without a quota of requests gets none")
				.noneMatch((name) -> name.contains("requests per minute") && name.contains("Opus 4.8"));
		}
	}

	@Test
	void testCanSetTheAppliedValue() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.serviceQuota(FRANKFURT, TOKENS, 0);
			emulator.noServiceQuota(FRANKFURT,
					"CROSS-REGION MODEL INFERENCE REQUESTS PER MINUTE FOR ANTHROPIC CLAUDE SONNET 4.5 V1");
			assertThat(get(emulator.uri(), "GetServiceQuota", TOKENS).path("Value").doubleValue()).isZero();
			assertThat(list(emulator.uri(), FRANKFURT, "ListServiceQuotas"))
				.extracting((quota) -> quota.path("QuotaCode").asString(""))
				.contains(TOKENS)
				.doesNotContain(REQUESTS);
			assertThat(list(emulator.uri(), FRANKFURT, "ListAWSDefaultServiceQuotas"))
				.extracting((quota) -> quota.path("QuotaCode").asString(""))
				.contains(TOKENS, REQUESTS);
			assertThatIllegalArgumentException().isThrownBy(() -> emulator.serviceQuota(FRANKFURT, "L-NONE", 1))
				.withMessageContaining("L-NONE");
			assertThatIllegalArgumentException().isThrownBy(() -> emulator.serviceQuota(FRANKFURT, TOKENS, -1));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{} | IllegalArgumentException", "{\"ServiceCode\": \"nothing\"} | NoSuchResourceException",
					"{\"ServiceCode\": \"bedrock\", \"MaxResults\": 101} | IllegalArgumentException",
					"{\"ServiceCode\": \"bedrock\", \"MaxResults\": 0} | IllegalArgumentException",
					"{\"ServiceCode\": \"bedrock\", \"NextToken\": \"x\"} | InvalidPaginationTokenException",
					"{\"ServiceCode\": \"bedrock\", \"NextToken\": \"9999\"} | InvalidPaginationTokenException",
					"{ | SerializationException" })
	void invalidRequestsAreRejected(String body, String type) {
		assertRejected(send(bedrock.uri(), FRANKFURT, "ListServiceQuotas", body), 400, type);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GetServiceQuota", "GetAWSDefaultServiceQuota" })
	void aQuotaThatDoesNotExistIsNotFound(String operation) {
		assertRejected(
				send(bedrock.uri(), FRANKFURT, operation,
						"{\"ServiceCode\": \"bedrock\", \"QuotaCode\": \"L-00000000\"}"),
				400, "NoSuchResourceException");
	}

	@Test
	void signatureIsRequired() {
		Map<String, List<String>> target = Map.of("X-Amz-Target", List.of("ServiceQuotasV20190624.ListServiceQuotas"));
		assertRejected(send(bedrock.uri(), "{\"ServiceCode\": \"bedrock\"}", target), 403,
				"MissingAuthenticationTokenException");
		assertRejected(
				send(bedrock.uri(), "{\"ServiceCode\": \"bedrock\"}",
						Map.of("X-Amz-Target", target.get("X-Amz-Target"), "Authorization", List.of("Bearer key"))),
				400, "MissingAuthenticationTokenException");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ServiceQuotasV20190624.RequestServiceQuotaIncrease", "Other.ListServiceQuotas" })
	void otherTargetsAreUnknown(String target) {
		HttpResponse<String> response = send(bedrock.uri(), "{}", Map.of("X-Amz-Target", List.of(target),
				"Authorization", List.of(PlainClient.SIGNED.substring("Authorization: ".length()).strip())));
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue("UnknownOperationException");
	}

	static Stream<Arguments> faults() {
		return Stream.of(Arguments.of(Fault.throttled(), 400, "TooManyRequestsException"),
				Arguments.of(Fault.accessDeniedByIdentityPolicy(FRANKFURT), 400, "AccessDeniedException"),
				Arguments.of(Fault.internalError(), 500, "ServiceException"),
				Arguments.of(Fault.unavailable(), 500, "ServiceException"));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void faultsComeInTheFormOfServiceQuotas(Fault fault, int status, String type) {
		bedrock.emulator().fail(fault.controlPlane().on(Operation.LIST_SERVICE_QUOTAS).from(FRANKFURT));
		assertRejected(send(bedrock.uri(), FRANKFURT, "ListServiceQuotas", "{\"ServiceCode\": \"bedrock\"}"), status,
				type);
		call(bedrock.uri(), "eu-west-1", "ListServiceQuotas", "{\"ServiceCode\": \"bedrock\"}");
		get(bedrock.uri(), "GetServiceQuota", TOKENS);
	}

	@Test
	void aDenialNamesTheActionOfServiceQuotas() {
		bedrock.emulator().fail(Fault.accessDeniedByIdentityPolicy(FRANKFURT).controlPlane());
		assertThat(send(bedrock.uri(), FRANKFURT, "ListServiceQuotas", "{\"ServiceCode\": \"bedrock\"}").body())
			.contains("servicequotas:ListServiceQuotas");
	}

	@Test
	void tokenQuotaDoesNotLimitRequests() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.quota(FRANKFURT, PROFILE, EmulatorQuota.tokensPerMinute(1_000_000))
			.start()) {
			var client = clients.sync(emulator.uri(), Region.EU_CENTRAL_1);
			for (int call = 0; call < 100; call++) {
				client.converse((request) -> request.modelId(PROFILE)
					.inferenceConfig((config) -> config.maxTokens(10))
					.messages(Clients.user("Hello")));
			}
			assertThat(emulator.journal().entries()).extracting(JournalEntry::errorCode).containsOnly(Optional.empty());
		}
	}

}
