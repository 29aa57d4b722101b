package dev.crossregion.bedrock.autoconfigure.configurations;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * What came of a start.
 *
 * @param analysis what was reported, or {@code null} when the application started
 */
record Outcome(@Nullable FailureAnalysis analysis) {

	static Outcome started() {
		return new Outcome(null);
	}

	static Outcome failed(FailureAnalysis analysis) {
		return new Outcome(analysis);
	}

	boolean hasStarted() {
		return this.analysis == null;
	}

	String description() {
		return (this.analysis != null) ? this.analysis.getDescription() : "";
	}

	String action() {
		return (this.analysis != null) ? String.valueOf(this.analysis.getAction()) : "";
	}

	/**
	 * The report as a user reads it.
	 * @return description and action
	 */
	String text() {
		return (hasStarted()) ? "(started)" : description() + "\n\n" + action();
	}

	List<Suggestion> suggestions() {
		return Suggestion.in(action());
	}

	@Override
	public String toString() {
		return text();
	}

}
