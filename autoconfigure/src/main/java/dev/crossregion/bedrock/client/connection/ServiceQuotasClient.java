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
 * Calls Service Quotas of one source Region. The SDK's module for Service Quotas is no
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

	/** Ten times the size of a page of a hundred quotas. */
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
	 * @param parameters its parameters; texts and numbers
	 * @param timeout the time limit
	 * @return the answer, a JSON object
	 * @throws AwsServiceException if Service Quotas answers with an error
	 * @throws SdkClientException if there is no answer in time, or none that can be read
	 */
	public JsonNode call(String operation, Map<String, Object> parameters, Duration timeout) {
		byte[] body = write(parameters);
		SignedRequest signed = sign(operation, body);
		ExecutableHttpRequest request = this.http.prepareRequest(HttpExecuteRequest.builder()
			.request(signed.request())
			.contentStreamProvider(signed.payload().orElse(null))
			.build());
		Deadline deadline = Deadline.after(timeout);
		Future<?> watchdog = this.timers.schedule(request::abort, timeout.toNanos(), TimeUnit.NANOSECONDS);
		try {
			HttpExecuteResponse response = request.call();
			byte[] answer = (response.responseBody().isPresent()) ? read(response.responseBody().get(), deadline)
					: new byte[0];
			return answer(operation, response.httpResponse(), answer);
		}
		catch (IOException | UncheckedIOException ex) {
			throw failure(operation, deadline, ex);
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

	private static byte[] read(InputStream body, Deadline deadline) throws IOException {
		try (InputStream input = body) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			byte[] buffer = new byte[8192];
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				bytes.write(buffer, 0, count);
				if (bytes.size() > MAX_RESPONSE_BYTES) {
					throw unreadable("it is longer than " + MAX_RESPONSE_BYTES + " bytes", null);
				}
				if (deadline.hasPassed()) {
					throw new IOException("the answer did not end");
				}
			}
			return bytes.toByteArray();
		}
	}

	private static SdkClientException failure(String operation, Deadline deadline, Exception cause) {
		return deadline.hasPassed() ? ApiCallTimeoutException.builder()
			.message(operation + " was not answered within " + deadline.limit().toMillis() + " ms")
			.cause(cause)
			.build() : SdkClientException.create(operation + " failed: " + cause.getMessage(), cause);
	}

	private static JsonNode answer(String operation, SdkHttpResponse response, byte[] body) {
		if (!response.isSuccessful()) {
			throw serviceError(response, body);
		}
		JsonNode answer;
		try {
			answer = PARSER.parse(body);
		}
		catch (RuntimeException ex) {
			throw unreadable("it is not JSON", ex);
		}
		if (!answer.isObject()) {
			throw unreadable("the answer of " + operation + " is no object", null);
		}
		return answer;
	}

	/**
	 * The failure of a response that cannot be read. Its message begins like the SDK's,
	 * by which {@link FailureClassifier#isUnreadable} recognizes it.
	 * @param problem why the response cannot be read
	 * @param cause the cause, or {@code null}
	 * @return the failure
	 */
	public static SdkClientException unreadable(String problem, @Nullable Exception cause) {
		return SdkClientException.create("Unable to unmarshall response of Service Quotas: " + problem, cause);
	}

	private static AwsServiceException serviceError(SdkHttpResponse response, byte[] body) {
		Optional<JsonNode> error = error(body);
		String type = response.firstMatchingHeader("x-amzn-ErrorType").or(() -> text(error, "__type")).orElse("");
		String message = text(error, "message").or(() -> text(error, "Message"))
			.orElse("HTTP " + response.statusCode() + " without a message");
		return AwsServiceException.builder()
			.statusCode(response.statusCode())
			.awsErrorDetails(AwsErrorDetails.builder()
				.errorCode(code(type))
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

	/**
	 * Read a text field.
	 * @param object the object, if there is one
	 * @param field the name of the field
	 * @return the text, if the field is there and a text
	 */
	public static Optional<String> text(Optional<JsonNode> object, String field) {
		return object.flatMap((node) -> node.field(field)).filter(JsonNode::isString).map(JsonNode::asString);
	}

	// "com.amazonaws.servicequotas#AccessDeniedException:http://..." stands for the name.
	private static String code(String type) {
		String name = type.substring(type.indexOf('#') + 1);
		int end = name.indexOf(':');
		return (end >= 0) ? name.substring(0, end) : name;
	}

}
