package dev.crossregion.bedrock.autoconfigure;

import java.time.Clock;

import dev.crossregion.bedrock.client.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.client.RegionalClients;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;

/**
 * A look-up that is under way, and the clients that make it.
 *
 * @param catalog the catalog that waits for it
 * @param clients the clients
 * @param connection what the clients use
 */
record LiveStart(LiveInferenceProfileCatalog catalog, RegionalClients clients,
		BedrockConnection connection) implements AutoCloseable {

	/**
	 * Start a look-up with clients of its own.
	 * @param properties the properties
	 * @param declarations says which Regions to ask, and which profiles to ask for
	 * @param snapshot what stands in where the control plane does not answer
	 * @param connection what the clients use
	 * @return the start, which owns the connection
	 */
	static LiveStart of(CrossRegionProperties properties, ModelDeclarations declarations, BundledSnapshot snapshot,
			BedrockConnection connection) {
		RegionalClients clients = new RegionalClients(connection.settings(), connection.credentials());
		return new LiveStart(catalog(properties, declarations, snapshot, clients), clients, connection);
	}

	/**
	 * Start a look-up.
	 * @param properties the properties
	 * @param declarations says which Regions to ask, and which profiles to ask for
	 * @param snapshot what stands in where the control plane does not answer
	 * @param clients the clients that ask
	 * @return the catalog that waits for the look-up
	 */
	static LiveInferenceProfileCatalog catalog(CrossRegionProperties properties, ModelDeclarations declarations,
			BundledSnapshot snapshot, RegionalClients clients) {
		CrossRegionProperties.Catalog catalog = properties.catalog();
		return LiveInferenceProfileCatalog.start(clients::controlPlane, declarations.sourceRegions(),
				declarations.arns(),
				PropertyChecks.positive(CrossRegionProperties.PREFIX + ".catalog.timeout", catalog.timeout(), "3s"),
				Clock.systemUTC(), (catalog.source() != CatalogSource.LIVE) ? snapshot.catalog() : null);
	}

	@Override
	public void close() {
		this.catalog.close();
		this.clients.close();
		this.connection.close();
	}

}
