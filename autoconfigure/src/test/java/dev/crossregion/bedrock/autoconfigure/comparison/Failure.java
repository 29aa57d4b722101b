package dev.crossregion.bedrock.autoconfigure.comparison;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Something that goes wrong with one call. Immutable.
 *
 * @param name what goes wrong, as the table says it
 * @param calls which calls it can happen to
 * @param routes with how many routes it is tried
 * @param silent whether a server or network is silent, so that the time that clients wait
 * for it is shortened
 * @param afterCall whether an ordinary call, which leaves an open connection, comes first
 * @param exception why the starter need not answer though another client does, or an
 * empty text
 * @param begin makes it go wrong
 */
record Failure(String name, Set<CallKind> calls, Set<Routes> routes, boolean silent, boolean afterCall,
		String exception, Consumer<Stage> begin) {

	/** How long clients wait for a silent server, where one is silent. */
	static final Duration READ_TIMEOUT = Duration.ofMillis(1500);

	/**
	 * Something that can happen to every call.
	 * @param name what goes wrong
	 * @param begin makes it go wrong
	 * @return the failure
	 */
	static Failure of(String name, Consumer<Stage> begin) {
		return new Failure(name, EnumSet.allOf(CallKind.class), EnumSet.allOf(Routes.class), false, false, "", begin);
	}

	Failure streams() {
		return new Failure(this.name, EnumSet.of(CallKind.STREAMING), this.routes, this.silent, this.afterCall,
				this.exception, this.begin);
	}

	Failure threeRoutes() {
		return new Failure(this.name, this.calls, EnumSet.of(Routes.THREE), this.silent, this.afterCall, this.exception,
				this.begin);
	}

	Failure withSilence() {
		return new Failure(this.name, this.calls, this.routes, true, this.afterCall, this.exception, this.begin);
	}

	Failure onAnOpenConnection() {
		return new Failure(this.name, this.calls, this.routes, this.silent, true, this.exception, this.begin);
	}

	Failure except(String reason) {
		return new Failure(this.name, this.calls, this.routes, this.silent, this.afterCall, reason, this.begin);
	}

}
