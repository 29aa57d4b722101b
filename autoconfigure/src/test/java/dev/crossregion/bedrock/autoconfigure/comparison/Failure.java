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
 * @param traits what is special about it
 * @param exception why the starter need not answer though another client does, or an
 * empty text
 * @param begin makes it go wrong
 */
record Failure(String name, Set<CallKind> calls, Set<Routes> routes, Set<Trait> traits, String exception,
		Consumer<Stage> begin) {

	/** How long clients wait for a silent server, where one is silent. */
	static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

	/**
	 * Something that can happen to every call.
	 * @param name what goes wrong
	 * @param begin makes it go wrong
	 * @return the failure
	 */
	static Failure of(String name, Consumer<Stage> begin) {
		return new Failure(name, EnumSet.allOf(CallKind.class), EnumSet.allOf(Routes.class),
				EnumSet.noneOf(Trait.class), "", begin);
	}

	Failure ofStreams() {
		return new Failure(this.name, EnumSet.of(CallKind.STREAMING), this.routes, this.traits, this.exception,
				this.begin);
	}

	Failure withThreeRoutes() {
		return new Failure(this.name, this.calls, EnumSet.of(Routes.THREE), this.traits, this.exception, this.begin);
	}

	Failure with(Trait trait) {
		Set<Trait> traits = EnumSet.of(trait);
		traits.addAll(this.traits);
		return new Failure(this.name, this.calls, this.routes, traits, this.exception, this.begin);
	}

	Failure except(String reason) {
		return new Failure(this.name, this.calls, this.routes, this.traits, reason, this.begin);
	}

	boolean is(Trait trait) {
		return this.traits.contains(trait);
	}

	/**
	 * What is special about a failure.
	 */
	enum Trait {

		/**
		 * A server or network is silent: clients wait for it less long than by default.
		 */
		SILENT,

		/** An ordinary call comes first, and leaves an open connection. */
		ON_AN_OPEN_CONNECTION

	}

}
