package dev.crossregion.bedrock.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the failures of look-ups: one warning for each cause, repeated only if the cause
 * disappears and returns.
 */
final class LookupWarnings {

	private static final Logger logger = LoggerFactory.getLogger(LiveInferenceProfileCatalog.class);

	private final Set<String> named;

	private Set<Problem> reported = Set.of();

	private Set<String> reportedDropped = Set.of();

	private Set<String> reportedMissing = Set.of();

	/**
	 * Create the warnings.
	 * @param named the IDs of profiles that the configuration names; leaving out one of
	 * these is logged as a warning
	 */
	LookupWarnings(Set<String> named) {
		this.named = named;
	}

	/**
	 * Report a look-up.
	 * @param findings the result for each Region
	 * @param used the evidence that is used from now on
	 */
	void write(List<RegionLookupResult> findings, InferenceProfileCatalog used) {
		Map<Cause, List<ControlPlaneFailure>> unreported = new LinkedHashMap<>();
		Set<Problem> current = new HashSet<>();
		findings.stream().flatMap((finding) -> finding.failures().stream()).forEach((failure) -> {
			Problem problem = new Problem(failure.sourceRegion(), Cause.of(failure));
			current.add(problem);
			if (!this.reported.contains(problem)) {
				unreported.computeIfAbsent(problem.cause, (cause) -> new ArrayList<>()).add(failure);
			}
		});
		this.reported = current;
		unreported.forEach(
				(cause, failures) -> logger.warn("The Bedrock control plane cannot be read in {} ({}): {}: {}. {} {}",
						regions(failures), cause, cause.reason, DisplayText.line(failures.get(0).message()),
						consequence(cause, failures, findings, used), remedy(cause)));
		writeDropped(findings);
		writeMissingGuardrails(findings);
	}

	private static String remedy(Cause cause) {
		String statement = switch (cause.operation) {
			case LiveRegionReader.GET_ACCOUNT_DATA_RETENTION -> LiveInferenceProfileCatalog.RETENTION_IAM_STATEMENT;
			case LiveRegionReader.GET_GUARDRAIL -> LiveInferenceProfileCatalog.GUARDRAIL_IAM_STATEMENT;
			default -> null;
		};
		return (cause.kind == ControlPlaneFailure.Kind.DENIED && statement != null)
				? "Grant this permission to the role of the application: " + statement : cause.kind.remedy();
	}

	private String consequence(Cause cause, Collection<ControlPlaneFailure> failures, List<RegionLookupResult> findings,
			InferenceProfileCatalog used) {
		return switch (cause.operation) {
			case LiveRegionReader.GET_INFERENCE_PROFILE -> "Not renewed: " + findings.stream()
				.flatMap((finding) -> unanswered(finding, cause))
				.collect(Collectors.joining(", ")) + ".";
			case LiveRegionReader.LIST_FOUNDATION_MODELS ->
				"Which models can be called in the Region itself is not renewed, and unproven where it was never read.";
			case LiveRegionReader.GET_ACCOUNT_DATA_RETENTION ->
				"The data-retention mode of the account is not renewed, and unknown where it was never read.";
			case LiveRegionReader.GET_GUARDRAIL ->
				"Where the guardrail is evaluated is not renewed, and not held to residency where it was never read, "
						+ "unless catalog.source is live, which refuses the route.";
			default -> failures.stream()
				.map(ControlPlaneFailure::sourceRegion)
				.collect(Collectors.groupingBy((region) -> evidenceUsed(region, used), TreeMap::new,
						Collectors.mapping(RegionCode::value, Collectors.joining(", "))))
				.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + " for " + entry.getValue())
				.collect(Collectors.joining("; ", "Used instead: ", "."));
		};
	}

	private static Stream<String> unanswered(RegionLookupResult finding, Cause cause) {
		return (finding.answer() != null) ? finding.answer()
			.unanswered()
			.entrySet()
			.stream()
			.filter((entry) -> Cause.of(entry.getValue()).equals(cause))
			.map((entry) -> DisplayText.of(entry.getKey())) : Stream.empty();
	}

	private static String evidenceUsed(RegionCode region, InferenceProfileCatalog used) {
		return used.from(region)
			.map((held) -> held.evidence().source().value() + " evidence of " + held.evidence().asOf())
			.orElse("nothing");
	}

	private static String regions(Collection<ControlPlaneFailure> failures) {
		return failures.stream()
			.map((failure) -> failure.sourceRegion().value())
			.distinct()
			.collect(Collectors.joining(", "));
	}

	private void writeMissingGuardrails(List<RegionLookupResult> findings) {
		Set<String> current = new HashSet<>();
		for (RegionLookupResult finding : findings) {
			finding.guardrails()
				.missing()
				.forEach((guardrail) -> current.add("Guardrail '" + DisplayText.of(guardrail.toString())
						+ "' does not exist in " + finding.sourceRegion()
						+ ": calls with it are rejected there, and move on to the next route"));
		}
		current.stream().filter((line) -> !this.reportedMissing.contains(line)).sorted().forEach(logger::warn);
		this.reportedMissing = current;
	}

	private void writeDropped(List<RegionLookupResult> findings) {
		Set<String> current = new HashSet<>();
		for (RegionLookupResult finding : findings) {
			if (finding.answer() == null) {
				continue;
			}
			finding.answer().dropped().forEach((id, reason) -> {
				String line = "Left out of the profiles of " + finding.sourceRegion() + ": '" + id + "', because "
						+ reason;
				current.add(line);
				if (this.reportedDropped.contains(line)) {
					return;
				}
				if (this.named.contains(id)) {
					logger.warn(DisplayText.line(line));
				}
				else {
					logger.debug(DisplayText.line(line));
				}
			});
		}
		this.reportedDropped = current;
	}

	/** The cause that failures of several Regions share. */
	private record Cause(ControlPlaneFailure.Kind kind, String reason, String operation) {

		static Cause of(ControlPlaneFailure failure) {
			return new Cause(failure.kind(), failure.reason(), failure.operation());
		}

		@Override
		public String toString() {
			return this.operation + ", " + this.kind.value();
		}

	}

	private record Problem(RegionCode sourceRegion, Cause cause) {
	}

}
