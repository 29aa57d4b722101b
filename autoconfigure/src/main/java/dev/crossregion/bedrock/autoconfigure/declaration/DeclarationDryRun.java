package dev.crossregion.bedrock.autoconfigure.declaration;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.failure.DeclarationException;
import dev.crossregion.bedrock.autoconfigure.failure.DryRun;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.WrittenProperties;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.ServiceQuota;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Binds, plans and checks changed properties with the code that runs at start.
 */
public final class DeclarationDryRun implements DryRun {

	private final WrittenProperties written;

	private final BundledSnapshot snapshot;

	private final InferenceProfileCatalog catalog;

	private final Supplier<RegionCode> defaultSourceRegion;

	/** Resolved once: the instance metadata service is asked over the network. */
	private @Nullable Supplier<RegionCode> resolvedSourceRegion;

	/**
	 * Create a dry run.
	 * @param properties the current properties
	 * @param snapshot the table of Regions, and evidence where none is held
	 * @param catalog the evidence
	 * @param defaultSourceRegion the source Region where no property declares one
	 */
	public DeclarationDryRun(CrossRegionProperties properties, BundledSnapshot snapshot,
			InferenceProfileCatalog catalog, Supplier<RegionCode> defaultSourceRegion) {
		this.written = WrittenProperties.of(properties);
		this.snapshot = snapshot;
		this.catalog = new WithHints(catalog, snapshot.catalog());
		this.defaultSourceRegion = defaultSourceRegion;
	}

	/**
	 * Run a step of the start. Attaches a dry run to its failure, so that the report can
	 * try its suggestions.
	 * @param <T> the type of its result
	 * @param dryRun creates the dry run, only after a failure
	 * @param declared the step
	 * @return its result
	 */
	public static <T> T reporting(Supplier<DryRun> dryRun, Supplier<T> declared) {
		try {
			return declared.get();
		}
		catch (DeclarationException ex) {
			ex.setDryRun(dryRun.get());
			throw ex;
		}
	}

	/**
	 * Plan properties as a start does.
	 * @param properties the properties
	 * @param snapshot the table of Regions, and facts about models
	 * @param catalog the evidence
	 * @param sourceRegion the source Region where no property declares one
	 * @return the plans
	 * @throws RuntimeException the one that would stop the start
	 */
	static RoutePlans plan(CrossRegionProperties properties, BundledSnapshot snapshot, InferenceProfileCatalog catalog,
			Supplier<RegionCode> sourceRegion) {
		ModelDeclarations.checkNames(properties);
		RoutePlans plans = PlanFactory.plan(new ModelDeclarations(properties, snapshot, sourceRegion), catalog,
				snapshot, null, Clock.systemUTC());
		new ModelParameterChecks(snapshot::facts).checkSupported(properties, plans);
		return plans;
	}

	@Override
	public Optional<RuntimeException> failure(Map<String, @Nullable Object> changes) {
		try {
			CrossRegionProperties changed = this.written.with(changes).bind();
			RoutePlans plans = plan(changed, this.snapshot, this.catalog, sourceRegion(changed));
			return (changed.catalog().source() != CatalogSource.BUNDLED) ? unproven(plans) : Optional.empty();
		}
		catch (RuntimeException ex) {
			return Optional.of(ex);
		}
	}

	// The snapshot does not say which models a Region serves itself, and the control
	// plane may deny it. An on-demand quota shows that the model is called in-region.
	private Optional<RuntimeException> unproven(RoutePlans plans) {
		return plans.all()
			.values()
			.stream()
			.flatMap((plan) -> plan.routes().stream())
			.filter((route) -> !route.proven() && !hasQuota(route))
			.map((route) -> (RuntimeException) new IllegalStateException(
					"no evidence says that " + route + " can be called"))
			.findFirst();
	}

	private boolean hasQuota(Route route) {
		return route.model() != null
				&& this.snapshot.quota(route.model(), route.mode(), ServiceQuota.Unit.TOKENS_PER_MINUTE).isPresent();
	}

	@Override
	public Map<String, Object> configuration(Map<String, @Nullable Object> changes) {
		return this.written.with(changes).tree();
	}

	private Supplier<RegionCode> sourceRegion(CrossRegionProperties changed) {
		String declared = changed.sourceRegion();
		if (StringUtils.hasText(declared)) {
			return new DefaultSourceRegion(declared, () -> {
				throw new IllegalStateException("A source Region is declared");
			}, this.snapshot.regions())::get;
		}
		return () -> {
			if (this.resolvedSourceRegion == null) {
				this.resolvedSourceRegion = lookUp();
			}
			return this.resolvedSourceRegion.get();
		};
	}

	private Supplier<RegionCode> lookUp() {
		try {
			RegionCode region = this.defaultSourceRegion.get();
			return () -> region;
		}
		catch (RuntimeException ex) {
			return () -> {
				throw ex;
			};
		}
	}

	/**
	 * Evidence with that of the snapshot for source Regions of which none is held, and a
	 * data-retention mode that every limit admits: only a start reads it.
	 *
	 * @param held the evidence
	 * @param hints the snapshot
	 */
	private record WithHints(InferenceProfileCatalog held,
			InferenceProfileCatalog hints) implements InferenceProfileCatalog {

		@Override
		public Optional<RegionEvidence> from(RegionCode sourceRegion) {
			return this.held.from(sourceRegion)
				.or(() -> this.hints.from(sourceRegion))
				.map(PlanFactory::withStrictestRetention);
		}

		@Override
		public SortedSet<RegionCode> sourceRegions() {
			TreeSet<RegionCode> regions = new TreeSet<>(this.hints.sourceRegions());
			regions.addAll(this.held.sourceRegions());
			return regions;
		}

	}

}
