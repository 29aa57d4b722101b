package dev.crossregion.bedrock.price;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.price.PriceList.Price;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelFacts.TokenPrice;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceComparison} and {@link PriceList} on the snapshot.
 */
class PriceComparisonTests {

	private static final BundledSnapshot SNAPSHOT = BundledSnapshot.load();

	private static final InferenceProfileCatalog CATALOG = SNAPSHOT.catalog();

	private static final RoutePlanner PLANNER = new RoutePlanner(SNAPSHOT);

	private static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private static final PriceList BUNDLED = new PriceList(Map.of(), SNAPSHOT::facts);

	private static RoutePlan plan(String model, boolean limited, RouteTarget... targets) {
		List<RouteDeclaration> routes = List.of(targets)
			.stream()
			.map((target) -> new RouteDeclaration(new RegionCode("eu-central-1"), target, DeclaredQuota.NONE))
			.toList();
		ResidencyPolicy residency = (limited)
				? ResidencyPolicy.of(SNAPSHOT.regions(), List.of(Place.parse("EU", SNAPSHOT.regions())), List.of())
				: ResidencyPolicy.unlimited(SNAPSHOT.regions());
		return PLANNER.plan(new ModelDeclaration("bedrock", new FoundationModelId(model), routes, residency,
				RoutingSettings.DEFAULT), CATALOG);
	}

	private static double relative(PriceComparison prices, RoutePlan plan) {
		return prices.relative(prices.of(plan.routes().get(0)).orElseThrow());
	}

	@Test
	void aRouteIsComparedWithWhatResidencyRefuses() {
		RoutePlan plan = plan(SONNET, true, new RouteTarget.Geographic("eu"));
		PriceComparison prices = new PriceComparison(plan, BUNDLED);
		assertThat(prices.of(plan.routes().get(0))).contains(new Price(new TokenPrice(3.3, 16.5), "litellm"));
		assertThat(relative(prices, plan)).isCloseTo(1.1, Offset.offset(1e-9));
		assertThat(prices.cheaper()).singleElement().satisfies((candidate) -> {
			assertThat(candidate.profile()).isEqualTo("global." + SONNET);
			assertThat(candidate.refusal().reason()).isEqualTo("destinations-not-enumerable");
		});
	}

	@Test
	void theCheapestWayIsCheaperThanNothing() {
		RoutePlan plan = plan(SONNET, false, new RouteTarget.Global(), new RouteTarget.Geographic("eu"));
		PriceComparison prices = new PriceComparison(plan, BUNDLED);
		assertThat(relative(prices, plan)).isEqualTo(1);
		assertThat(prices.cheaper()).isEmpty();
	}

	@Test
	void whatIsNotKnownIsNotGuessed() {
		RoutePlan plan = plan("amazon.nova-lite-v1:0", true, new RouteTarget.Geographic("eu"));
		PriceComparison prices = new PriceComparison(plan, BUNDLED);
		assertThat(prices.of(plan.routes().get(0))).isEmpty();
		assertThat(prices.cheaper()).isEmpty();
		RoutePlan inRegion = plan(SONNET, true, new RouteTarget.InRegion());
		assertThat(new PriceComparison(inRegion, BUNDLED).of(inRegion.routes().get(0)))
			.as("the price of a geographic profile is not that of the Region")
			.isEmpty();
	}

	@Test
	void thePriceForAnyPrefixHoldsInTheRegionToo() {
		String opus = "anthropic.claude-opus-5";
		for (RouteTarget target : List.of(new RouteTarget.Geographic("eu"), new RouteTarget.InRegion())) {
			RoutePlan plan = plan(opus, true, target);
			assertThat(new PriceComparison(plan, BUNDLED).of(plan.routes().get(0)))
				.contains(new Price(new TokenPrice(5.5, 27.5), "aws-price-list-quickref"));
		}
	}

	@Test
	void aDeclaredPriceOfAProfileComesBeforeThatOfItsModel() {
		TokenPrice ofModel = new TokenPrice(2, 10);
		TokenPrice ofProfile = new TokenPrice(1, 5);
		RoutePlan plan = plan(SONNET, false, new RouteTarget.Global(), new RouteTarget.Geographic("eu"));
		PriceList list = new PriceList(Map.of(SONNET, ofModel, "eu." + SONNET, ofProfile), SNAPSHOT::facts);
		PriceComparison prices = new PriceComparison(plan, list);
		assertThat(plan.routes()).extracting((route) -> prices.of(route).orElseThrow())
			.containsExactly(new Price(ofModel, "declared"), new Price(ofProfile, "declared"));
		assertThat(relative(prices, plan)).isEqualTo(2);
		assertThat(list.declared(plan.routes().get(1))).contains(ofProfile);
		assertThat(BUNDLED.declared(plan.routes().get(1))).as("the snapshot declares nothing").isEmpty();
	}

	@Test
	void aProfileNamedByItsArnCostsTheSame() {
		RouteTarget arn = new RouteTarget.Profile(
				ModelReference.parse("arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + SONNET), null,
				null);
		RoutePlan plan = plan(SONNET, true, arn);
		assertThat(new PriceComparison(plan, BUNDLED).of(plan.routes().get(0)))
			.contains(new Price(new TokenPrice(3.3, 16.5), "litellm"));
		TokenPrice declared = new TokenPrice(1, 5);
		assertThat(new PriceList(Map.of("eu." + SONNET, declared), SNAPSHOT::facts).declared(plan.routes().get(0)))
			.contains(declared);
	}

	@Test
	void aPriceOfZeroIsThatOfTheCheapest() {
		RoutePlan plan = plan(SONNET, false, new RouteTarget.Global(), new RouteTarget.Geographic("eu"));
		PriceComparison prices = new PriceComparison(plan,
				new PriceList(Map.of(SONNET, new TokenPrice(0, 0)), SNAPSHOT::facts));
		assertThat(relative(prices, plan)).isEqualTo(1);
	}

	@Test
	void noRouteIsCheaperThanTheCheapestAndEveryCheaperCandidateIsCheaperThanEveryRoute() {
		List<String> ids = List.of(SONNET, "eu." + SONNET, "global." + SONNET);
		List<RouteTarget> targets = List.of(new RouteTarget.Geographic("eu"), new RouteTarget.Global(),
				new RouteTarget.InRegion());
		Theories.theory("prices are relative to the cheapest", Theories.EXAMPLES / 10).forAll((source) -> {
			Choices choices = new Choices(source);
			Map<String, TokenPrice> declared = new HashMap<>();
			choices.some(ids, 0, 3)
				.forEach(
						(id) -> declared.put(id, new TokenPrice(choices.below(100) / 10.0, choices.below(500) / 10.0)));
			return Map.entry(choices.some(targets, 1, 3), declared);
		}).checkAssert((world) -> {
			RoutePlan plan = plan(SONNET, false, world.getKey().toArray(RouteTarget[]::new));
			PriceComparison prices = new PriceComparison(plan, new PriceList(world.getValue(), SNAPSHOT::facts));
			List<Price> ofRoutes = plan.routes().stream().map(prices::of).flatMap(Optional::stream).toList();
			assertThat(ofRoutes).allSatisfy((price) -> assertThat(prices.relative(price)).isGreaterThanOrEqualTo(1));
			prices.cheaper()
				.forEach((candidate) -> assertThat(ofRoutes).isNotEmpty()
					.allSatisfy(
							(price) -> assertThat(prices.of(candidate).orElseThrow().sum()).isLessThan(price.sum())));
		});
	}

}
