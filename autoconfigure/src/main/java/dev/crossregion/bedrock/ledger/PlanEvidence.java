package dev.crossregion.bedrock.ledger;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Sha256;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;

/**
 * A plan and its residency policy in canonical form, and the hashes of both. The form is
 * JSON without white space, in UTF-8, with its names in this order, places and
 * destinations sorted by their codes, routes in the order of the plan, and
 * <code>${AccountId}</code> in place of the numbers of accounts. A hash is the SHA-256 of
 * these bytes in lower-case hexadecimal digits.
 *
 * @param policy the policy
 * @param policyHash its hash
 * @param plan the plan
 * @param planHash its hash
 */
record PlanEvidence(String policy, String policyHash, String plan, String planHash) {

	static PlanEvidence of(RoutePlan plan) {
		String policy = write((json) -> write(json, plan.declaration().residency()));
		String policyHash = Sha256.hex(policy);
		String routes = write((json) -> write(json, plan, policyHash));
		return new PlanEvidence(policy, policyHash, routes, Sha256.hex(routes));
	}

	private static void write(JsonGenerator json, ResidencyPolicy policy) throws IOException {
		json.writeStartObject();
		write(json, "allow", policy.allow());
		write(json, "deny", policy.deny());
		json.writeEndObject();
	}

	private static void write(JsonGenerator json, String name, Collection<Place> places) throws IOException {
		json.writeArrayFieldStart(name);
		for (Place place : places) {
			json.writeString(place.code());
		}
		json.writeEndArray();
	}

	private static void write(JsonGenerator json, RoutePlan plan, String policyHash) throws IOException {
		json.writeStartObject();
		json.writeStringField(LedgerFormat.MODEL, plan.name());
		json.writeStringField(LedgerFormat.POLICY_HASH, policyHash);
		json.writeArrayFieldStart("routes");
		for (Route route : plan.routes()) {
			json.writeStartObject();
			json.writeStringField(LedgerFormat.SOURCE_REGION, route.sourceRegion().value());
			json.writeStringField(LedgerFormat.PROFILE, DisplayText.withoutAccounts(route.modelId()));
			json.writeStringField("mode", route.mode().value());
			json.writeArrayFieldStart(LedgerFormat.DESTINATIONS);
			for (String destination : route.destinations().codes()) {
				json.writeString(destination);
			}
			json.writeEndArray();
			json.writeEndObject();
		}
		json.writeEndArray();
		json.writeEndObject();
	}

	private static String write(Content content) {
		StringWriter text = new StringWriter();
		try (JsonGenerator json = LedgerFormat.json().createGenerator(text)) {
			content.write(json);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	/**
	 * Writes JSON.
	 */
	@FunctionalInterface
	private interface Content {

		void write(JsonGenerator json) throws IOException;

	}

}
