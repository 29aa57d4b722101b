package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.failure.residency.EmptyResidencyException;
import dev.crossregion.bedrock.autoconfigure.failure.residency.UnknownResidencyPlaceException;
import dev.crossregion.bedrock.autoconfigure.failure.residency.WidenedResidencyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Residency;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.RetentionLimit;
import dev.crossregion.bedrock.residency.UnknownPlaceException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Turns the residency properties of one level into a policy.
 */
final class ResidencyLimits {

	private static final List<String> MODES = Stream.of(RetentionLimit.values()).map(RetentionLimit::value).toList();

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
		levels(properties).map((level) -> level + ".residency")
			.filter((residency) -> binder.bind(residency, String.class).isBound())
			.findFirst()
			.ifPresent((residency) -> {
				throw new EmptyResidencyException(residency);
			});
		levels(properties).map((level) -> level + ".residency.retention")
			.filter((retention) -> binder.bind(retention, String.class).map(String::isBlank).orElse(false))
			.findFirst()
			.ifPresent((retention) -> {
				throw new InvalidPropertyException(retention, "",
						"it is present and empty, and only an absent property means no limit", MODES);
			});
	}

	private static Stream<String> levels(CrossRegionProperties properties) {
		return Stream.concat(Stream.of(CrossRegionProperties.PREFIX),
				properties.allModels().keySet().stream().map(CrossRegionProperties::property));
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

	/**
	 * The limit of data retention of a model, which can only narrow the shared one.
	 * @param properties the properties
	 * @param property the property of the model's limit
	 * @param own the model's own limit, or {@code null}
	 * @return the stricter one, or {@code null} for no limit
	 */
	static @Nullable RetentionLimit retention(CrossRegionProperties properties, String property,
			@Nullable RetentionLimit own) {
		RetentionLimit shared = properties.residency().retention();
		RetentionLimit limit = RetentionLimit.stricter(shared, own);
		if (own != null && limit != own) {
			throw new InvalidPropertyException(property + ".retention", own, "it is looser than "
					+ CrossRegionProperties.PREFIX + ".residency.retention, which is '" + shared + "'",
					List.of(String.valueOf(shared)));
		}
		if (limit != null && properties.catalog().source() == CatalogSource.BUNDLED) {
			throw new InvalidPropertyException(CrossRegionProperties.PREFIX + ".catalog.source", CatalogSource.BUNDLED,
					((own != null) ? property : CrossRegionProperties.PREFIX + ".residency") + ".retention is '" + limit
							+ "', and only the Bedrock control plane knows the data-retention mode of the account",
					List.of(CatalogSource.LIVE_OR_BUNDLED.value(), CatalogSource.LIVE.value()));
		}
		return limit;
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
