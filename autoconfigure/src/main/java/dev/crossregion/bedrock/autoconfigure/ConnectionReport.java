package dev.crossregion.bedrock.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.connection.BedrockEndpoints;
import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.profile.RegionCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log where prompts are sent and what authorizes the calls, as far as it is
 * not what everybody would expect.
 */
final class ConnectionReport {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionReport.class);

	private static final String QUOTAS = "Service Quotas";

	private ConnectionReport() {
	}

	/**
	 * Write the report.
	 * @param connection how calls reach Amazon Bedrock
	 * @param sourceRegions where calls start
	 * @param controlPlane whether the control planes are asked
	 * @param quotas whether Service Quotas is asked
	 * @param limited whether a residency limit is declared, which an endpoint may break
	 */
	static void write(BedrockConnection connection, List<RegionCode> sourceRegions, boolean controlPlane,
			boolean quotas, boolean limited) {
		writeEndpoints(connection.access().endpoints(), sourceRegions, controlPlane, quotas, limited);
		connection.unusedKey()
			.ifPresent((key) -> logger.info(
					"The Bedrock API key of {} is not used: {} gives credentials, and those sign all calls",
					key.place(), connection.signer()));
		if (connection.access().key() == null || sourceRegions.isEmpty()) {
			return;
		}
		String place = connection.access().key().place();
		logger.info("Calls are authorized by the Bedrock API key of {}", place);
		if (sourceRegions.size() > 1) {
			logger.warn(
					"The Bedrock API key of {} is used in {}. A short-term key works only in the Region in which it "
							+ "was made, and calls from the others are refused; use a long-term key, or credentials",
					place, text(sourceRegions));
		}
	}

	private static void writeEndpoints(BedrockEndpoints endpoints, List<RegionCode> sourceRegions, boolean controlPlane,
			boolean quotas, boolean limited) {
		Map<Endpoint, Map<String, List<RegionCode>>> others = new LinkedHashMap<>();
		for (RegionCode region : sourceRegions) {
			add(others, endpoints.runtime(region), "models", region);
			if (controlPlane) {
				add(others, endpoints.controlPlane(region), "control plane", region);
			}
			if (quotas) {
				endpoints.serviceQuotas().ifPresent((endpoint) -> add(others, endpoint, QUOTAS, region));
			}
		}
		others.forEach((endpoint, uses) -> {
			String what = uses.entrySet()
				.stream()
				.map((use) -> use.getKey() + " of " + text(use.getValue()))
				.collect(Collectors.joining(", "));
			// No prompt is sent where only quotas are asked for.
			if (limited && !uses.keySet().equals(Set.of(QUOTAS))) {
				logger.warn("Not an endpoint of AWS: {} ({}), set by {}. Residency is declared, and nothing here can "
						+ "tell where what is sent there is processed", endpoint.uri(), what, endpoint.setBy());
			}
			else {
				logger.info("Not an endpoint of AWS: {} ({}), set by {}", endpoint.uri(), what, endpoint.setBy());
			}
		});
	}

	private static void add(Map<Endpoint, Map<String, List<RegionCode>>> others, Endpoint endpoint, String use,
			RegionCode region) {
		if (!endpoint.isOfAws()) {
			others.computeIfAbsent(endpoint, (key) -> new TreeMap<>())
				.merge(use, List.of(region), (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
		}
	}

	private static String text(List<RegionCode> regions) {
		return regions.stream().map(RegionCode::value).collect(Collectors.joining(", "));
	}

}
