package dev.crossregion.bedrock.autoconfigure.observation;

import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.HighCardinalityKey;
import dev.crossregion.bedrock.autoconfigure.observation.CrossRegionObservation.LowCardinalityKey;
import dev.crossregion.bedrock.client.observation.AttemptEnd;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.DisplayText;
import io.micrometer.common.KeyValue;
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
		List<KeyValue> values = new ArrayList<>();
		values.add(LowCardinalityKey.PROVIDER_NAME.withValue(GenAiConventions.PROVIDER));
		values.add(LowCardinalityKey.MODEL.withValue(context.getModel()));
		values.add(LowCardinalityKey.PROFILE.withValue(DisplayText.withoutAccounts(route.modelId())));
		values.add(LowCardinalityKey.SOURCE_REGION.withValue(route.sourceRegion().value()));
		AttemptEnd end = context.getEnd();
		if (end != null) {
			DefaultCallObservationConvention.addOutcome(values, end.outcome());
		}
		return KeyValues.of(values);
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(AttemptObservationContext context) {
		AttemptEnd end = context.getEnd();
		return (end != null && end.requestId() != null)
				? KeyValues.of(HighCardinalityKey.REQUEST_ID.withValue(end.requestId())) : KeyValues.empty();
	}

}
