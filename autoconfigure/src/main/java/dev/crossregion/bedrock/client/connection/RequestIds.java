package dev.crossregion.bedrock.client.connection;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Reads the ID that AWS gave a request. CloudTrail has the same ID.
 */
public final class RequestIds {

	private static final String HEADER = "x-amzn-RequestId";

	/** What the SDK answers where the response had no ID. */
	private static final String UNKNOWN = "UNKNOWN";

	private RequestIds() {
	}

	/**
	 * The ID in a response.
	 * @param response the response, or {@code null}
	 * @return the ID, or {@code null}
	 */
	public static @Nullable String ofResponse(@Nullable Object response) {
		if (response instanceof AwsResponse aws && aws.responseMetadata() != null) {
			String id = known(aws.responseMetadata().requestId());
			if (id != null) {
				return id;
			}
		}
		SdkHttpResponse http = (response instanceof SdkResponse sdk) ? sdk.sdkHttpResponse() : null;
		return (http != null) ? known(http.firstMatchingHeader(HEADER).orElse(null)) : null;
	}

	/**
	 * The ID in a failure.
	 * @param failure the failure
	 * @return the ID, or {@code null} if the failure is no answer of AWS
	 */
	public static @Nullable String ofFailure(Throwable failure) {
		return (failure instanceof SdkServiceException answer) ? known(answer.requestId()) : null;
	}

	private static @Nullable String known(@Nullable String id) {
		return (id == null || id.isEmpty() || id.equals(UNKNOWN)) ? null : id;
	}

}
