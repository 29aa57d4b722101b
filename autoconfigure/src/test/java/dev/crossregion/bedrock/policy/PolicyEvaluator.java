package dev.crossregion.bedrock.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Evaluates the part of the IAM policy language that the compilers write. Whatever else a
 * document contains fails the evaluation.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">Condition
 * operators</a>
 */
final class PolicyEvaluator {

	private PolicyEvaluator() {
	}

	/** Whether identity policies allow a check: some statement allows it, none denies. */
	static boolean isAllowed(Collection<PolicyDocument> documents, AccessCheck check) {
		return matches(documents, PolicyStatement.Effect.ALLOW, check) && !isDenied(documents, check);
	}

	/** Whether some statement denies a check, as those of service control policies do. */
	static boolean isDenied(Collection<PolicyDocument> documents, AccessCheck check) {
		return matches(documents, PolicyStatement.Effect.DENY, check);
	}

	private static boolean matches(Collection<PolicyDocument> documents, PolicyStatement.Effect effect,
			AccessCheck check) {
		return documents.stream()
			.flatMap((document) -> document.statements().stream())
			.anyMatch((statement) -> statement.effect() == effect && matches(statement, check));
	}

	private static boolean matches(PolicyStatement statement, AccessCheck check) {
		return anyLike(statement.actions(), check.action()) && anyLike(statement.resources(), check
			.resource()) && statement.conditions()
				.entrySet()
				.stream()
				.allMatch((condition) -> condition.getValue()
					.entrySet()
					.stream()
					.allMatch(
							(entry) -> holds(condition.getKey(), entry.getValue(), check.keys().get(entry.getKey()))));
	}

	// A missing key fails a positive operator and satisfies a negated one.
	private static boolean holds(String operator, List<String> values, String actual) {
		return switch (operator) {
			case "StringEquals" -> actual != null && values.contains(actual);
			case "StringNotEquals" -> actual == null || !values.contains(actual);
			case "ArnNotLike" -> actual == null || !anyLike(values, actual);
			case "Null" -> values.equals(List.of(String.valueOf(actual == null)));
			default -> throw new IllegalArgumentException("Operator " + operator + " is not evaluated");
		};
	}

	private static boolean anyLike(List<String> patterns, String value) {
		return patterns.stream().anyMatch((pattern) -> isLike(pattern, value));
	}

	private static boolean isLike(String pattern, String value) {
		if (pattern.indexOf('*') < 0) {
			return pattern.equals(value);
		}
		return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), value);
	}

	/** The keys of a request from a Region, through a profile or none. */
	static Map<String, String> keys(String requestedRegion, String profile) {
		return (profile != null)
				? Map.of(IamPolicyCompiler.REGION_KEY, requestedRegion, IamPolicyCompiler.PROFILE_KEY, profile)
				: Map.of(IamPolicyCompiler.REGION_KEY, requestedRegion);
	}

}
