package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.residency.EmptyResidencyException;
import dev.crossregion.bedrock.autoconfigure.failure.residency.UnknownResidencyPlaceException;
import dev.crossregion.bedrock.autoconfigure.failure.residency.WidenedResidencyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Residency;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.UnknownPlaceException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Turns the residency properties of one level into a policy.
 */
final class ResidencyLimits {

	private final RegionTable table;

	ResidencyLimits(RegionTable table) {
		this.table = table;
	}

	/**
	 * Fail when {@code residency} itself is present and empty. Binding cannot tell that
	 * from an absent one.
	 * @param properties the properties
	 * @param environment where they come from
	 */
	static void checkPresence(CrossRegionProperties properties, Environment environment) {
		Binder binder = Binder.get(environment);
		Stream
			.concat(Stream.of(CrossRegionProperties.PREFIX),
					properties.allModels().keySet().stream().map(CrossRegionProperties::property))
			.map((level) -> level + ".residency")
			.filter((residency) -> binder.bind(residency, String.class).isBound())
			.findFirst()
			.ifPresent((residency) -> {
				throw new EmptyResidencyException(residency);
			});
	}

	/**
	 * The policy of a level.
	 * @param property the property of the level, such as
	 * {@code bedrock.cross-region.residency}
	 * @param residency its values
	 * @return the policy
	 */
	ResidencyPolicy policy(String property, Residency residency) {
		return ResidencyPolicy.of(this.table, places(property + ".allow", residency.allow()),
				places(property + ".deny", residency.deny()));
	}

	/**
	 * The policy of a model, which can only narrow the shared one.
	 * @param shared the shared policy
	 * @param property the property of the model's limit
	 * @param residency its values
	 * @return both policies at once
	 */
	ResidencyPolicy narrowed(ResidencyPolicy shared, String property, Residency residency) {
		ResidencyPolicy own = policy(property, residency);
		List<Place> wider = shared.widenedBy(own);
		if (!wider.isEmpty()) {
			throw new WidenedResidencyException(property + ".allow", wider, own.allow(), shared.allow());
		}
		return shared.and(own);
	}

	private List<Place> places(String property, @Nullable List<String> values) {
		if (values == null) {
			return List.of();
		}
		if (values.isEmpty()) {
			throw new EmptyResidencyException(property);
		}
		List<Place> places = new ArrayList<>();
		for (int index = 0; index < values.size(); index++) {
			places.add(place(property + "[" + index + "]", values.get(index)));
		}
		return places;
	}

	private Place place(String property, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			throw new EmptyResidencyException(property);
		}
		try {
			return Place.parse(value, this.table);
		}
		catch (UnknownPlaceException ex) {
			throw new UnknownResidencyPlaceException(property, ex);
		}
	}

}
