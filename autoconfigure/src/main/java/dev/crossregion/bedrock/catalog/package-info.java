/**
 * Evidence and quotas read from the AWS control plane: one look-up for each source
 * Region. Imports {@code profile}, {@code plan}, {@code client.connection} and
 * {@code client.failure}. Start with
 * {@link dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog}.
 */
@NullMarked
package dev.crossregion.bedrock.catalog;

import org.jspecify.annotations.NullMarked;
