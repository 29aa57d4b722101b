package dev.crossregion.bedrock.emulator;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.crossregion.bedrock.emulator.model.Arn;
import dev.crossregion.bedrock.emulator.payload.Json;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.core.JacksonException;

/**
 * Holds the guardrails that exist. Each belongs to one Region.
 */
final class Guardrails {

	private static final String HEADER = "X-Amzn-Bedrock-GuardrailIdentifier";

	private final Set<Guardrail> guardrails;

	/**
	 * Create guardrails.
	 * @param guardrails the guardrails; if empty, any guardrail exists
	 */
	Guardrails(Set<Guardrail> guardrails) {
		this.guardrails = Set.copyOf(guardrails);
	}

	/**
	 * The guardrail that a request names. The body is parsed only when the supplier is
	 * called, because most requests need no guardrail.
	 * @param target the target of the request
	 * @param request the request
	 * @param body its body
	 * @return supplies the ID or the ARN, or an empty text
	 */
	static Supplier<String> named(RequestTarget target, HttpServletRequest request, byte[] body) {
		return switch (target.operation()) {
			case APPLY_GUARDRAIL -> target::identifier;
			case INVOKE_MODEL, INVOKE_MODEL_WITH_RESPONSE_STREAM -> {
				String header = Optional.ofNullable(request.getHeader(HEADER)).orElse("");
				yield () -> header;
			}
			case CONVERSE, CONVERSE_STREAM -> () -> inBody(body);
			default -> () -> "";
		};
	}

	private static String inBody(byte[] body) {
		try {
			return Json.read(body).path("guardrailConfig").path("guardrailIdentifier").asString("");
		}
		catch (JacksonException ex) {
			return "";
		}
	}

	/**
	 * Whether a guardrail can be applied.
	 * @param sourceRegion the source Region of the request
	 * @param named the ID or the ARN of the guardrail, or empty if there is none
	 * @return {@code true} if it exists, or if the request names none
	 */
	boolean exists(String sourceRegion, String named) {
		if (this.guardrails.isEmpty() || named.isEmpty()) {
			return true;
		}
		Optional<Arn> arn = Arn.parse(named).filter((parsed) -> parsed.type().equals("guardrail"));
		String region = arn.map(Arn::region).orElse(sourceRegion);
		return region.equals(sourceRegion)
				&& this.guardrails.contains(new Guardrail(sourceRegion, arn.map(Arn::id).orElse(named)));
	}

	/**
	 * A guardrail.
	 *
	 * @param region its Region
	 * @param id its ID
	 */
	record Guardrail(String region, String id) {
	}

}
