package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.failure.FailureReason;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.routing.RouteChange;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line at DEBUG for each call, and one at INFO when the state of a route has
 * changed. Neither contains text of a request or a response. The names of the loggers are
 * documented, so they do not depend on class names.
 */
final class InvocationLog {

	/** The logger of calls, at DEBUG. */
	static final String CALLS = "dev.crossregion.bedrock.calls";

	/** The logger of changes of routes, at INFO. */
	static final String ROUTES = "dev.crossregion.bedrock.routes";

	private static final Logger calls = LoggerFactory.getLogger(CALLS);

	private static final Logger routes = LoggerFactory.getLogger(ROUTES);

	private InvocationLog() {
	}

	/**
	 * Log a call that has ended.
	 * @param invocation the record of the call
	 */
	static void ended(InvocationRecord invocation) {
		if (calls.isDebugEnabled()) {
			calls.debug(line(invocation));
		}
	}

	private static String line(InvocationRecord invocation) {
		StringBuilder line = new StringBuilder("model=").append(invocation.model());
		line.append(" operation=").append(invocation.operation());
		line.append(" outcome=").append(invocation.outcome());
		String reason = reason(invocation);
		if (reason != null) {
			line.append(" reason='").append(reason).append('\'');
		}
		Route route = invocation.route();
		if (route != null) {
			line.append(" profile=").append(DisplayText.withoutAccounts(route.modelId()));
			line.append(" sourceRegion=").append(route.sourceRegion());
		}
		List<Attempt> attempts = invocation.attempts();
		line.append(" attempts=").append(attempts.size());
		if (attempts.size() > 1) {
			line.append(attempts.stream().map(InvocationLog::attempt).collect(Collectors.joining(", ", " [", "]")));
		}
		line.append(" duration=").append(millis(invocation.duration()));
		if (invocation.firstContent() != null) {
			line.append(" firstContent=").append(millis(invocation.firstContent()));
		}
		return line.toString();
	}

	private static String attempt(Attempt attempt) {
		return attempt.route().sourceRegion() + " " + attempt.outcome() + " " + millis(attempt.duration());
	}

	private static String millis(Duration duration) {
		return duration.toMillis() + "ms";
	}

	// The failure of the last attempt is more precise than the failure that the caller
	// gets. It tells, for example, whether the credentials provider failed.
	private static @Nullable String reason(InvocationRecord invocation) {
		if (invocation.refusal() != null) {
			return invocation.refusal().reason();
		}
		if (invocation.failure() == null) {
			return null;
		}
		List<Attempt> attempts = invocation.attempts();
		Throwable last = (!attempts.isEmpty()) ? attempts.get(attempts.size() - 1).failure() : null;
		return FailureReason.of((last != null) ? last : invocation.failure());
	}

	/**
	 * Log a change of the state of a route.
	 * @param route the route
	 * @param change the change
	 */
	static void changed(Route route, RouteChange change) {
		RouteStatus state = change.state();
		routes.info("Route {}: {} -> {}{}{}", route, change.before().value(), state.status().value(),
				(state.until() != null) ? " until " + state.until() : "",
				(state.reason() != null) ? ": " + state.reason() : "");
	}

}
