package dev.crossregion.bedrock.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.emulator.model.Profiles;
import dev.crossregion.bedrock.emulator.model.Snapshot;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import dev.crossregion.bedrock.emulator.payload.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the operations of Service Quotas in its protocol, AWS JSON 1.1, for Amazon
 * Bedrock only.
 */
final class ServiceQuotasApi {

	static final String TARGET = "X-Amz-Target";

	static final String CONTENT_TYPE = "application/x-amz-json-1.1";

	private static final String SERVICE = "bedrock";

	private static final int MAX_RESULTS = 100;

	/** Bedrock's error types, and the corresponding ones of Service Quotas. */
	private static final Map<String, String> ERROR_TYPES = Map.of("ThrottlingException", "TooManyRequestsException",
			"ResourceNotFoundException", "NoSuchResourceException", "InternalServerException", "ServiceException",
			"ServiceUnavailableException", "ServiceException", "ValidationException", "IllegalArgumentException");

	private final ServiceQuotas quotas;

	private final String account;

	ServiceQuotasApi(ServiceQuotas quotas, String account) {
		this.quotas = quotas;
		this.account = account;
	}

	/**
	 * Parse the operation of a request.
	 * @param target the value of the target header, or {@code null}
	 * @return the operation, or {@link Operation#UNKNOWN}
	 */
	static Operation operation(@Nullable String target) {
		String name = (target != null && target.startsWith("ServiceQuotasV20190624."))
				? target.substring(target.indexOf('.') + 1) : "";
		for (Operation operation : Operation.values()) {
			if (operation.isServiceQuotas() && operation.value().equals(name)) {
				return operation;
			}
		}
		return Operation.UNKNOWN;
	}

	/**
	 * Convert an error to the form of Service Quotas: the status 400 or 500, and the
	 * error type in the body.
	 * @param error the error in Bedrock's form
	 * @return the converted error; an error with a raw body is not converted
	 */
	static ErrorAnswer convert(ErrorAnswer error) {
		if (error.raw() != null) {
			return error;
		}
		String type = ERROR_TYPES.getOrDefault(error.type(), error.type());
		int status = error.status();
		if (!type.equals(error.type()) || type.equals("AccessDeniedException")) {
			status = (type.equals("ServiceException")) ? 500 : 400;
		}
		ObjectNode body = Json.object().put("__type", type).put("Message", error.message());
		return new ErrorAnswer(status, type, error.message(), error.headers(),
				new ErrorAnswer.RawBody(CONTENT_TYPE, body.toString()));
	}

	void answer(Exchange exchange, byte[] body) {
		if (exchange.hasApiKey()) {
			exchange.error(new ErrorAnswer(400, "MissingAuthenticationTokenException",
					"Service Quotas takes signatures only, no API key"));
			return;
		}
		JsonNode request;
		try {
			request = Json.read(body);
		}
		catch (JacksonException ex) {
			exchange.error(new ErrorAnswer(400, "SerializationException", "The request is not JSON"));
			return;
		}
		if (request.path("ServiceCode").asString("").isEmpty()) {
			exchange.error(ErrorAnswer.validation("ServiceCode is required"));
		}
		else if (!request.path("ServiceCode").asString("").equals(SERVICE)) {
			exchange.error(ErrorAnswer.notFound("The request failed because the specified service does not exist."));
		}
		else {
			switch (exchange.operation()) {
				case LIST_SERVICE_QUOTAS, LIST_AWS_DEFAULT_SERVICE_QUOTAS -> list(exchange, request);
				default -> get(exchange, request);
			}
		}
	}

	private void list(Exchange exchange, JsonNode request) {
		int size = request.path("MaxResults").asInt(MAX_RESULTS);
		if (size < 1 || size > MAX_RESULTS) {
			exchange.error(ErrorAnswer.validation("MaxResults must be between 1 and " + MAX_RESULTS));
			return;
		}
		String code = request.path("QuotaCode").asString("");
		List<ObjectNode> all = new ArrayList<>();
		if (!request.path("QuotaAppliedAtLevel").asString("").equals("RESOURCE")) {
			for (Snapshot.Quota quota : this.quotas.all()) {
				ObjectNode json = (code.isEmpty() || code.equals(quota.code())) ? json(exchange, quota) : null;
				if (json != null) {
					all.add(json);
				}
			}
		}
		String token = request.path("NextToken").asString("0");
		int from = (token.matches("[0-9]{1,6}")) ? Integer.parseInt(token) : -1;
		if (from < 0 || from > all.size()) {
			exchange.error(new ErrorAnswer(400, "InvalidPaginationTokenException", "Invalid token was used."));
			return;
		}
		int to = Math.min(all.size(), from + size);
		ObjectNode body = Json.object();
		ArrayNode quotas = body.putArray("Quotas");
		all.subList(from, to).forEach(quotas::add);
		if (to < all.size()) {
			body.put("NextToken", String.valueOf(to));
		}
		exchange.json(body, CONTENT_TYPE);
	}

	private void get(Exchange exchange, JsonNode request) {
		String code = request.path("QuotaCode").asString("");
		for (Snapshot.Quota quota : this.quotas.all()) {
			ObjectNode json = (code.equals(quota.code())) ? json(exchange, quota) : null;
			if (json != null) {
				ObjectNode body = Json.object();
				body.set("Quota", json);
				exchange.json(body, CONTENT_TYPE);
				return;
			}
		}
		exchange.error(
				ErrorAnswer.notFound("The request failed because the specified quota does not exist or has no value."));
	}

	private @Nullable ObjectNode json(Exchange exchange, Snapshot.Quota quota) {
		String region = exchange.sourceRegion();
		boolean awsDefault = exchange.operation() == Operation.LIST_AWS_DEFAULT_SERVICE_QUOTAS
				|| exchange.operation() == Operation.GET_AWS_DEFAULT_SERVICE_QUOTA;
		Double value = (awsDefault) ? quota.defaultIn(region) : this.quotas.applied(region, quota);
		if (value == null) {
			return null;
		}
		ObjectNode json = Json.object()
			.put("ServiceCode", SERVICE)
			.put("ServiceName", "Amazon Bedrock")
			.put("QuotaArn",
					"arn:" + Profiles.partition(region) + ":servicequotas:" + region + ":"
							+ ((awsDefault) ? "" : this.account) + ":" + SERVICE + "/" + quota.code())
			.put("QuotaCode", quota.code())
			.put("QuotaName", quota.name())
			.put("Value", value)
			.put("Unit", "None")
			.put("GlobalQuota", false);
		if (!awsDefault) {
			json.put("QuotaAppliedAtLevel", "ACCOUNT");
		}
		return json;
	}

}
