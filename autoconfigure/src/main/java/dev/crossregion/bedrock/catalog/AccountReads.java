package dev.crossregion.bedrock.catalog;

import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;

/**
 * What is read about the account itself, because a limit needs it.
 *
 * @param retention the source Regions whose data-retention mode is read
 * @param guardrails the guardrails that are read in each source Region
 * @since 0.1.0
 */
public record AccountReads(Set<RegionCode> retention, Map<RegionCode, Set<Guardrail>> guardrails) {

	/**
	 * Nothing is read.
	 */
	public static final AccountReads NONE = new AccountReads(Set.of(), Map.of());

	/**
	 * Create reads.
	 */
	public AccountReads {
		retention = Set.copyOf(retention);
		guardrails = Map.copyOf(guardrails);
	}

}
