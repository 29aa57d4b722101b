package dev.crossregion.bedrock.routing;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.FailureKind.Subject;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is at fault beside a route leaves its state as it was, whatever the order and the
 * mix of failures.
 */
class BlamelessRoutesPropertyTests {

	private static final int SEQUENCES = 10_000;

	private static final RoutePlan PLAN = RouteStateRegistryTests.plan(DeclaredQuota.NONE, "eu-central-1", "eu-west-1",
			"eu-north-1");

	private static final RequestSize SIZE = new RequestSize(400, 100);

	private static final CallNeeds GUARDED = new CallNeeds("bedrock:InvokeModel", "guardrail gr:1");

	private static final Set<Subject> BESIDE_ROUTES = Set.of(Subject.REQUEST, Subject.CALLER, Subject.CREDENTIALS,
			Subject.GUARDRAIL, Subject.CLOCK, Subject.CLIENT);

	private static final List<FailureKind> KINDS = List.of(FailureKind.values())
		.stream()
		.filter((kind) -> BESIDE_ROUTES.contains(kind.subject()))
		.toList();

	@Test
	void theFaultOfAnythingElseLeavesEveryRouteAsItWas() {
		Theories.theory("the fault of anything else leaves every route as it was", SEQUENCES)
			.forAll(Choices::new)
			.checkAssert(BlamelessRoutesPropertyTests::check);
	}

	private static void check(Choices choices) {
		AtomicLong now = new AtomicLong(1_000_000_000_000L);
		RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC(), now::get);
		Route throttled = (choices.chance(30)) ? choices.oneOf(PLAN.routes()) : null;
		Route faulty = (choices.chance(30)) ? choices.oneOf(PLAN.routes()) : null;
		if (faulty != null) {
			for (int i = 0; i < 3; i++) {
				states.record(faulty.key(), RouteFailure.of(FailureKind.UNAVAILABLE, null), CallNeeds.NONE);
			}
		}
		if (throttled != null) {
			states.record(throttled.key(), RouteFailure.of(FailureKind.THROTTLED_REQUESTS, null), CallNeeds.NONE);
		}
		List<RouteStatus.Status> before = statuses(states);
		Route first = next(states);
		for (int i = choices.below(12); i >= 0; i--) {
			FailureKind kind = choices.oneOf(KINDS);
			boolean ofGuardrail = kind.subject() == Subject.GUARDRAIL;
			CallNeeds needs = (ofGuardrail || choices.chance(30)) ? GUARDED : CallNeeds.NONE;
			RouteFailure failure = new RouteFailure(kind, "what the error says",
					(ofGuardrail) ? needs.guardrail() : null, choices.below(4));
			Admission admission = states.admit(PLAN, Map.of(), Set.of(), SIZE, needs);
			if (choices.chance(70) && admission instanceof Admission.Granted granted) {
				states.ended(granted.reservation(), failure, null, needs);
			}
			else if (admission instanceof Admission.Granted granted) {
				states.released(granted.reservation());
				if (isOpen(states, granted.route())) {
					states.record(granted.route().key(), failure, needs);
				}
			}
		}
		assertThat(statuses(states)).isEqualTo(before);
		assertThat(next(states)).isEqualTo(first);
	}

	private static boolean isOpen(RouteStateRegistry states, Route route) {
		return states.of(route.key()).status() == RouteStatus.Status.AVAILABLE;
	}

	private static List<RouteStatus.Status> statuses(RouteStateRegistry states) {
		return PLAN.routes().stream().map((route) -> states.of(route.key()).status()).toList();
	}

	private static Route next(RouteStateRegistry states) {
		Admission.Granted granted = (Admission.Granted) states.admit(PLAN, Map.of(), SIZE);
		states.released(granted.reservation());
		return granted.route();
	}

}
