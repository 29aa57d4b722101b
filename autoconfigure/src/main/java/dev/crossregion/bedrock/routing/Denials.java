package dev.crossregion.bedrock.routing;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is denied on a route to calls with certain needs: an action that a policy does not
 * allow, a guardrail that does not exist in the Region. Calls without the need are not
 * affected. Immutable; times are nanoseconds.
 *
 * @param byNeed until when, and why, in the order of the denials
 */
record Denials(Map<String, Denied> byNeed) {

	static final Denials NONE = new Denials(Map.of());

	/** Requests may name guardrails, so their number has no other bound. */
	private static final int MAX_NEEDS = 16;

	private static final long DENIED = 300_000_000_000L;

	boolean isDenied(CallNeeds needs, long now) {
		return !this.byNeed.isEmpty() && needs.all().stream().anyMatch((need) -> isDenied(need, now));
	}

	private boolean isDenied(String need, long now) {
		Denied denied = this.byNeed.get(need);
		return denied != null && now < denied.until();
	}

	/** Why an action is denied, whatever guardrails are. */
	@Nullable String deniedAction(long now) {
		return this.byNeed.values()
			.stream()
			.filter((denied) -> denied.ofAction() && now < denied.until())
			.map(Denied::reason)
			.findFirst()
			.orElse(null);
	}

	Denials with(String need, boolean ofAction, @Nullable String reason, long now) {
		Map<String, Denied> denials = new LinkedHashMap<>(this.byNeed);
		denials.remove(need);
		if (denials.size() >= MAX_NEEDS) {
			denials.remove(denials.keySet().iterator().next());
		}
		denials.put(need, new Denied(now + DENIED, ofAction, (reason != null) ? reason : "denied"));
		return new Denials(denials);
	}

	/** A call with these needs was answered. */
	Denials without(CallNeeds needs) {
		if (this.byNeed.isEmpty() || needs.all().stream().noneMatch(this.byNeed::containsKey)) {
			return this;
		}
		Map<String, Denied> denials = new LinkedHashMap<>(this.byNeed);
		denials.keySet().removeAll(needs.all());
		return new Denials(denials);
	}

	/**
	 * A denial.
	 *
	 * @param until how long it is taken to hold
	 * @param ofAction whether an action is denied, not a guardrail
	 * @param reason why
	 */
	record Denied(long until, boolean ofAction, String reason) {
	}

}
