package dev.crossregion.bedrock.catalog;

import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.ModelFacts;

/**
 * The foundation models that a Region lists.
 *
 * @param onDemand the models that can be called in the Region itself
 * @param lifecycles the life cycles of all models that the Region states one of
 */
record ModelListing(Set<FoundationModelId> onDemand, Map<FoundationModelId, ModelFacts.Lifecycle> lifecycles) {
}
