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
 * Logs endpoints that are not those of AWS, and whether a Bedrock API key is used.
 */
final class ConnectionReport {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionReport.class);

	private static final String QUOTAS = "Service Quotas";

	private ConnectionReport() {
	}

	/**
	 * Write the report.
	 * @param connection endpoints and credentials
	 * @param sourceRegions the source Regions of all routes
	 * @param controlPlane whether the control planes are called
	 * @param quotas whether Service Quotas is called
	 * @param residencyLimited whether a residency limit is declared
	 */
	static void write(BedrockConnection connection, List<RegionCode> sourceRegions, boolean controlPlane,
			boolean quotas, boolean residencyLimited) {
		writeEndpoints(connection.access().endpoints(), sourceRegions, controlPlane, quotas, residencyLimited);
		connection.unusedKey()
			.ifPresent((key) -> logger.info(
					"The Bedrock API key of {} is not used: {} gives credentials, and those sign all calls",
					key.place(), connection.credentialsSource()));
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
			boolean quotas, boolean residencyLimited) {
		Map<Endpoint, Map<String, List<RegionCode>>> customEndpoints = new LinkedHashMap<>();
		for (RegionCode region : sourceRegions) {
			add(customEndpoints, endpoints.runtime(region), "models", region);
			if (controlPlane) {
				add(customEndpoints, endpoints.controlPlane(region), "control plane", region);
			}
			if (quotas) {
				endpoints.serviceQuotas().ifPresent((endpoint) -> add(customEndpoints, endpoint, QUOTAS, region));
			}
		}
		customEndpoints.forEach((endpoint, uses) -> {
			String usage = uses.entrySet()
				.stream()
				.map((use) -> use.getKey() + " of " + text(use.getValue()))
				.collect(Collectors.joining(", "));
			// Requests to Service Quotas carry no prompt.
			if (residencyLimited && !uses.keySet().equals(Set.of(QUOTAS))) {
				logger.warn(
						"Not an endpoint of AWS: {} ({}), set by {}. A residency limit is declared, and "
								+ "where this endpoint processes requests cannot be checked",
						endpoint.uri(), usage, endpoint.setBy());
			}
			else {
				logger.info("Not an endpoint of AWS: {} ({}), set by {}", endpoint.uri(), usage, endpoint.setBy());
			}
		});
	}

	private static void add(Map<Endpoint, Map<String, List<RegionCode>>> customEndpoints, Endpoint endpoint, String use,
			RegionCode region) {
		if (!endpoint.isOfAws()) {
			customEndpoints.computeIfAbsent(endpoint, (key) -> new TreeMap<>())
				.merge(use, List.of(region), (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
		}
	}

	private static String text(List<RegionCode> regions) {
		return regions.stream().map(RegionCode::value).collect(Collectors.joining(", "));
	}

}
