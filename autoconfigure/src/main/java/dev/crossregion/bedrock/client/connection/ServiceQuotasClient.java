package dev.crossregion.bedrock.client.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/**
 * Sends requests to Service Quotas in one source Region. The SDK's module for it is no
 * dependency, as docs/decisions.md explains: requests are signed by the SDK's signer and
 * sent by its HTTP client. Thread-safe.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html">ListServiceQuotas</a>
 */
public final class ServiceQuotasClient {

	private static final String SERVICE = "servicequotas";

	private static final String TARGET = "ServiceQuotasV20190624.";

	private static final String CONTENT_TYPE = "application/x-amz-json-1.1";

	/** More than ten times the size of a page of 100 quotas. */
	private static final int MAX_RESPONSE_BYTES = 2 << 20;

	private static final JsonNodeParser PARSER = JsonNodeParser.create();

	private final RegionCode region;

	private final URI endpoint;

	private final SdkHttpClient http;

	private final AwsCredentialsProvider credentials;

	private final ScheduledExecutorService timers;

	private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

	ServiceQuotasClient(RegionCode region, URI endpoint, SdkHttpClient http, AwsCredentialsProvider credentials,
			ScheduledExecutorService timers) {
		this.region = region;
		this.endpoint = endpoint;
		this.http = http;
		this.credentials = credentials;
		this.timers = timers;
	}

	/**
	 * Send one request.
	 * @param operation the operation
	 * @param parameters its parameters, which are strings and integers
	 * @param timeout the time limit of the request
	 * @return the JSON object of the response
	 * @throws AwsServiceException if Service Quotas returns an error
	 * @throws SdkClientException if there is no response in time, or an unreadable one
	 */
	public JsonNode call(String operation, Map<String, Object> parameters, Duration timeout) {
		byte[] body = write(parameters);
		SignedRequest signed = sign(operation, body);
		ExecutableHttpRequest request = this.http.prepareRequest(HttpExecuteRequest.builder()
			.request(signed.request())
			.contentStreamProvider(signed.payload().orElse(null))
			.build());
		long deadline = System.nanoTime() + timeout.toNanos();
		Future<?> watchdog = this.timers.schedule(request::abort, timeout.toNanos(), TimeUnit.NANOSECONDS);
		try {
			HttpExecuteResponse response = request.call();
			byte[] answer = (response.responseBody().isPresent()) ? read(response.responseBody().get(), deadline)
					: new byte[0];
			return answer(operation, response.httpResponse(), answer);
		}
		catch (IOException | UncheckedIOException ex) {
			throw failure(operation, timeout, deadline, ex);
		}
		finally {
			watchdog.cancel(false);
		}
	}

	private static byte[] write(Map<String, Object> parameters) {
		JsonWriter writer = JsonWriter.create().writeStartObject();
		parameters.forEach((name, value) -> {
			writer.writeFieldName(name);
			if (value instanceof Integer number) {
				writer.writeValue(number);
			}
			else {
				writer.writeValue(value.toString());
			}
		});
		return writer.writeEndObject().getBytes();
	}

	private SignedRequest sign(String operation, byte[] body) {
		SdkHttpRequest request = SdkHttpRequest.builder()
			.method(SdkHttpMethod.POST)
			.uri((this.endpoint.getPath() == null || this.endpoint.getPath().isEmpty()) ? this.endpoint.resolve("/")
					: this.endpoint)
			.putHeader("Content-Type", CONTENT_TYPE)
			.putHeader("Content-Length", String.valueOf(body.length))
			.putHeader("X-Amz-Target", TARGET + operation)
			.build();
		AwsCredentialsIdentity identity = identity();
		return this.signer.sign((sign) -> sign.identity(identity)
			.request(request)
			.payload(ContentStreamProvider.fromByteArray(body))
			.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
			.putProperty(AwsV4HttpSigner.REGION_NAME, this.region.value()));
	}

	private AwsCredentialsIdentity identity() {
		try {
			return this.credentials.resolveIdentity().join();
		}
		catch (CompletionException ex) {
			throw SdkClientException
				.create("Service Quotas needs credentials, because it takes no Bedrock API key, and there are none: "
						+ FailureClassifier.unwrap(ex).getMessage(), FailureClassifier.unwrap(ex));
		}
	}

	private static byte[] read(InputStream body, long deadline) throws IOException {
		try (InputStream input = body) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			byte[] buffer = new byte[8192];
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				bytes.write(buffer, 0, count);
				if (bytes.size() > MAX_RESPONSE_BYTES) {
					throw nonsense("it is longer than " + MAX_RESPONSE_BYTES + " bytes", null);
				}
				if (System.nanoTime() - deadline > 0) {
					throw new IOException("the answer did not end");
				}
			}
			return bytes.toByteArray();
		}
	}

	private static SdkClientException failure(String operation, Duration timeout, long deadline, Exception cause) {
		return (System.nanoTime() - deadline >= 0) ? ApiCallTimeoutException.builder()
			.message(operation + " was not answered within " + timeout.toMillis() + " ms")
			.cause(cause)
			.build() : SdkClientException.create(operation + " failed: " + cause.getMessage(), cause);
	}

	private static JsonNode answer(String operation, SdkHttpResponse response, byte[] body) {
		if (!response.isSuccessful()) {
			throw serviceException(response, body);
		}
		JsonNode answer;
		try {
			answer = PARSER.parse(body);
		}
		catch (RuntimeException ex) {
			throw nonsense("it is not JSON", ex);
		}
		if (!answer.isObject()) {
			throw nonsense("the answer of " + operation + " is no object", null);
		}
		return answer;
	}

	// The message begins like the SDK's own, by which FailureClassifier tells an
	// unreadable response from a broken connection.
	public static SdkClientException nonsense(String problem, @Nullable Exception cause) {
		return SdkClientException.create("Unable to unmarshall response of Service Quotas: " + problem, cause);
	}

	private static AwsServiceException serviceException(SdkHttpResponse response, byte[] body) {
		Optional<JsonNode> error = error(body);
		String type = response.firstMatchingHeader("x-amzn-ErrorType").or(() -> text(error, "__type")).orElse("");
		String message = text(error, "message").or(() -> text(error, "Message"))
			.orElse("HTTP " + response.statusCode() + " without a message");
		return AwsServiceException.builder()
			.statusCode(response.statusCode())
			.awsErrorDetails(AwsErrorDetails.builder()
				.errorCode(errorCode(type))
				.errorMessage(message)
				.sdkHttpResponse(response)
				.build())
			.message(message)
			.build();
	}

	private static Optional<JsonNode> error(byte[] body) {
		try {
			return Optional.of(PARSER.parse(body)).filter(JsonNode::isObject);
		}
		catch (RuntimeException ex) {
			return Optional.empty();
		}
	}

	public static Optional<String> text(Optional<JsonNode> object, String field) {
		return object.flatMap((node) -> node.field(field)).filter(JsonNode::isString).map(JsonNode::asString);
	}

	// In "com.amazonaws.servicequotas#AccessDeniedException:http://..." the code is
	// AccessDeniedException.
	private static String errorCode(String type) {
		String name = type.substring(type.indexOf('#') + 1);
		int end = name.indexOf(':');
		return (end >= 0) ? name.substring(0, end) : name;
	}

}
