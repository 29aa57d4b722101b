package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.HighCardinalityKey;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.LowCardinalityKey;
import dev.crossregion.bedrock.client.observation.AttemptEnd;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.DisplayText;
import io.micrometer.common.KeyValues;

/**
 * Names attempts by the source Region that they are sent to.
 *
 * @since 0.1.0
 */
public class DefaultAttemptObservationConvention implements AttemptObservationConvention {

	@Override
	public String getName() {
		return CrossRegionObservation.ATTEMPT.observationName();
	}

	@Override
	public String getContextualName(AttemptObservationContext context) {
		return "attempt " + context.getRoute().sourceRegion();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(AttemptObservationContext context) {
		Route route = context.getRoute();
		KeyValues values = KeyValues.of(LowCardinalityKey.PROVIDER_NAME.withValue(GenAiConventions.PROVIDER),
				LowCardinalityKey.MODEL.withValue(context.getModel()),
				LowCardinalityKey.PROFILE.withValue(DisplayText.withoutAccounts(route.modelId())),
				LowCardinalityKey.SOURCE_REGION.withValue(route.sourceRegion().value()));
		AttemptEnd end = context.getEnd();
		return (end != null) ? values.and(DefaultCallObservationConvention.outcome(end.outcome())) : values;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		AttemptEnd end = context.getEnd();
		return (end != null && end.requestId() != null)
				? KeyValues.of(HighCardinalityKey.REQUEST_ID.withValue(end.requestId())) : KeyValues.empty();
	}

}
