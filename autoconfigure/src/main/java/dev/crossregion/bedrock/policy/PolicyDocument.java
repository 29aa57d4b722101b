package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A policy document of IAM or AWS Organizations. Immutable.
 *
 * @param statements its statements, at least one
 * @since 0.1.0
 */
public record PolicyDocument(List<PolicyStatement> statements) {

	/** The version of the policy language. */
	private static final String VERSION = "2012-10-17";

	/**
	 * Create a document.
	 */
	public PolicyDocument {
		if (statements.isEmpty()) {
			throw new IllegalArgumentException("A policy document needs a statement");
		}
		statements = List.copyOf(statements);
	}

	/**
	 * The document as JSON has it.
	 * @return version and statements
	 */
	public Map<String, Object> toMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("Version", VERSION);
		map.put("Statement", this.statements.stream().map(PolicyStatement::toMap).toList());
		return map;
	}

	/**
	 * The document as JSON text, ready to be deployed.
	 * @return the text, indented by two spaces
	 */
	public String toJson() {
		return PolicyJson.write(toMap());
	}

	/**
	 * Distribute statements to as few documents as keep a quota of size, in their order.
	 * A statement that alone is too large is divided by its resources.
	 * @param statements the statements
	 * @param limit the most characters of a document
	 * @param size counts the characters of a document
	 * @return the documents; none without a statement
	 * @throws PolicyTooLargeException if one statement for one resource is too large
	 */
	static List<PolicyDocument> split(List<PolicyStatement> statements, int limit, ToIntFunction<PolicyDocument> size) {
		List<PolicyDocument> documents = new ArrayList<>();
		List<PolicyStatement> current = new ArrayList<>();
		for (PolicyStatement statement : divided(statements, limit, size)) {
			current.add(statement);
			if (size.applyAsInt(new PolicyDocument(current)) > limit) {
				current.remove(current.size() - 1);
				documents.add(new PolicyDocument(current));
				current = new ArrayList<>(List.of(statement));
			}
		}
		if (!current.isEmpty()) {
			documents.add(new PolicyDocument(current));
		}
		return List.copyOf(documents);
	}

	private static List<PolicyStatement> divided(List<PolicyStatement> statements, int limit,
			ToIntFunction<PolicyDocument> size) {
		return statements.stream().flatMap((statement) -> divided(statement, limit, size).stream()).toList();
	}

	private static List<PolicyStatement> divided(PolicyStatement statement, int limit,
			ToIntFunction<PolicyDocument> size) {
		ToIntFunction<PolicyStatement> alone = (part) -> size.applyAsInt(new PolicyDocument(List.of(part)));
		for (int parts = 1; parts <= statement.resources().size(); parts++) {
			List<PolicyStatement> divided = statement.divided(parts);
			if (divided.stream().allMatch((part) -> alone.applyAsInt(part) <= limit)) {
				return divided;
			}
		}
		throw new PolicyTooLargeException("Statement '" + statement.sid() + "' takes " + alone.applyAsInt(statement)
				+ " characters, and a policy may have " + limit);
	}

}
