package dev.crossregion.bedrock.routing;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Remembers which {@link CallNeeds needs} of calls are denied on a route: an action that
 * a policy does not allow, a guardrail that does not exist in the Region. Calls without
 * the need are not affected. Immutable; times are nanoseconds.
 *
 * @param byNeed the denials by need, in the order in which they came
 */
record Denials(Map<String, Denied> byNeed) {

	static final Denials NONE = new Denials(Map.of());

	/** Requests name guardrails, so the number of needs has no natural bound. */
	private static final int MAX_NEEDS = 16;

	private static final long DURATION = 300_000_000_000L;

	boolean isDenied(CallNeeds needs, long now) {
		return !this.byNeed.isEmpty() && needs.all().stream().anyMatch((need) -> isDenied(need, now));
	}

	private boolean isDenied(String need, long now) {
		Denied denied = this.byNeed.get(need);
		return denied != null && now < denied.until();
	}

	/** Why an action is denied, or null; guardrails do not count. */
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
		denials.put(need, new Denied(now + DURATION, ofAction, (reason != null) ? reason : "denied"));
		return new Denials(denials);
	}

	/** A call with these needs succeeded. */
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
	 * @param until until when it is assumed to hold
	 * @param ofAction whether an action is denied, and not a guardrail
	 * @param reason the reason of the denial
	 */
	record Denied(long until, boolean ofAction, String reason) {
	}

}
