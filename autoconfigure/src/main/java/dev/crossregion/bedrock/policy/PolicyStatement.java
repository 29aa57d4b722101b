package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A statement of an IAM policy document. Immutable.
 *
 * @param sid the statement ID: letters and digits, unique in its document
 * @param effect whether the statement allows or denies
 * @param actions the actions, at least one
 * @param resources the resources, at least one
 * @param conditions the values by operator and key; all conditions must hold
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html">IAM
 * JSON policy elements</a>
 */
public record PolicyStatement(String sid, Effect effect, List<String> actions, List<String> resources,
		Map<String, Map<String, List<String>>> conditions) {

	/**
	 * Create a statement.
	 */
	public PolicyStatement {
		if (actions.isEmpty() || resources.isEmpty()) {
			throw new IllegalArgumentException("Statement '" + sid + "' needs an action and a resource");
		}
		actions = List.copyOf(actions);
		resources = List.copyOf(resources);
		Map<String, Map<String, List<String>>> copy = new LinkedHashMap<>();
		conditions.forEach((operator, keys) -> copy.put(operator, Map.copyOf(keys)));
		conditions = copy;
	}

	static PolicyStatement allow(String sid, List<String> actions, List<String> resources) {
		return new PolicyStatement(sid, Effect.ALLOW, actions, resources, Map.of());
	}

	static PolicyStatement deny(String sid, List<String> actions, List<String> resources) {
		return new PolicyStatement(sid, Effect.DENY, actions, resources, Map.of());
	}

	/**
	 * This statement under one more condition.
	 * @param operator the operator, such as {@code StringEquals}
	 * @param key the condition key
	 * @param values the values, at least one
	 * @return the statement
	 */
	PolicyStatement when(String operator, String key, List<String> values) {
		Map<String, Map<String, List<String>>> more = new LinkedHashMap<>(this.conditions);
		Map<String, List<String>> keys = new LinkedHashMap<>(more.getOrDefault(operator, Map.of()));
		keys.put(key, List.copyOf(values));
		more.put(operator, keys);
		return new PolicyStatement(this.sid, this.effect, this.actions, this.resources, more);
	}

	PolicyStatement when(String operator, String key, String value) {
		return when(operator, key, List.of(value));
	}

	/**
	 * Statements that together do what this one does, each for a part of its resources.
	 * @param parts how many, at most one for each resource
	 * @return the statements, whose IDs are numbered if there are several
	 */
	List<PolicyStatement> divided(int parts) {
		if (parts == 1) {
			return List.of(this);
		}
		List<PolicyStatement> divided = new ArrayList<>();
		int size = this.resources.size();
		for (int part = 0; part < parts; part++) {
			divided.add(new PolicyStatement(this.sid + (part + 1), this.effect, this.actions,
					this.resources.subList(size * part / parts, size * (part + 1) / parts), this.conditions));
		}
		return divided;
	}

	/**
	 * The statement as JSON has it.
	 * @return its elements in their usual order; lists of one value are that value
	 */
	Map<String, Object> toMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("Sid", this.sid);
		map.put("Effect", this.effect.text);
		map.put("Action", oneOrAll(this.actions));
		map.put("Resource", oneOrAll(this.resources));
		if (!this.conditions.isEmpty()) {
			Map<String, Object> operators = new LinkedHashMap<>();
			this.conditions.forEach((operator, keys) -> {
				Map<String, Object> values = new LinkedHashMap<>();
				keys.forEach((key, value) -> values.put(key, oneOrAll(value)));
				operators.put(operator, values);
			});
			map.put("Condition", operators);
		}
		return map;
	}

	private static Object oneOrAll(List<String> values) {
		return (values.size() == 1) ? values.get(0) : new ArrayList<>(values);
	}

	/**
	 * Whether a statement allows or denies.
	 */
	public enum Effect {

		/** The statement allows. */
		ALLOW("Allow"),

		/** The statement denies, and wins over every statement that allows. */
		DENY("Deny");

		private final String text;

		Effect(String text) {
			this.text = text;
		}

	}

}
