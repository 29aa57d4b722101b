package dev.crossregion.bedrock.emulator;

import java.util.Map;
import java.util.Optional;
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

	/** The guardrail profile of each guardrail, or an empty text. */
	private final Map<Guardrail, String> guardrails;

	/**
	 * Create guardrails.
	 * @param guardrails the guardrails, each with the ID of its guardrail profile or an
	 * empty text; if there is none, any guardrail exists
	 */
	Guardrails(Map<Guardrail, String> guardrails) {
		this.guardrails = Map.copyOf(guardrails);
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
			case APPLY_GUARDRAIL, GET_GUARDRAIL -> target::identifier;
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
		return find(sourceRegion, named).filter(this.guardrails::containsKey).isPresent();
	}

	/**
	 * The profile in which a guardrail runs across Regions.
	 * @param sourceRegion the source Region of the request
	 * @param named the ID or the ARN of a guardrail that exists
	 * @return the ID of the guardrail profile, or empty for a guardrail without one
	 */
	Optional<String> profile(String sourceRegion, String named) {
		return find(sourceRegion, named).map(this.guardrails::get).filter((profile) -> !profile.isEmpty());
	}

	private static Optional<Guardrail> find(String sourceRegion, String named) {
		Optional<Arn> arn = Arn.parse(named).filter((parsed) -> parsed.type().equals("guardrail"));
		return (arn.map(Arn::region).orElse(sourceRegion).equals(sourceRegion))
				? Optional.of(new Guardrail(sourceRegion, arn.map(Arn::id).orElse(named))) : Optional.empty();
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
