package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How levels of the configuration inherit from one another.
 */
class ModelDeclarationsTests {

	private static final String SONNET = Runners.SONNET;

	private static final String PROFILE = "eu." + SONNET;

	private static ModelDeclarations declarations(String... properties) {
		Map<String, String> values = new TreeMap<>();
		for (String property : properties) {
			int equals = property.indexOf('=');
			values.put("bedrock.cross-region." + property.substring(0, equals), property.substring(equals + 1));
		}
		CrossRegionProperties bound = new Binder(new MapConfigurationPropertySource(values))
			.bindOrCreate(CrossRegionProperties.PREFIX, CrossRegionProperties.class);
		return new ModelDeclarations(bound, BundledSnapshot.load(), () -> new RegionCode("eu-central-1"));
	}

	private static ModelDeclaration model(String... properties) {
		return declarations(properties).declarations().get(0);
	}

	private static RouteTarget target(String... properties) {
		return model(properties).routes().get(0).target();
	}

	@Test
	void withoutModelsNothingIsDeclared() {
		assertThat(declarations("geography=eu").models()).isEmpty();
		assertThat(declarations("geography=eu").sourceRegions()).isEmpty();
	}

	@Test
	void defaultModelComesFirst() {
		assertThat(declarations("geography=eu", "models.aaa.model-id=" + SONNET, "chat-model.model-id=" + SONNET)
			.declarations()).extracting(ModelDeclaration::name).containsExactly("bedrock", "aaa");
	}

	@ParameterizedTest
	@CsvSource({ "geography=eu, mode=geographic, geography eu", "geography=eu, mode=global, mode global",
			"mode=global, mode=geographic, mode geographic", "geography=eu, geography=us, geography us",
			"mode=global, geography=us, geography us", "geography=eu, mode=in-region, mode in-region",
			"mode=in-region, profile=" + PROFILE + ", profile " + PROFILE,
			"geography=eu, temperature=0.1, geography eu", "mode=geographic, temperature=0.1, mode geographic" })
	void nearestLevelDecides(String top, String model, String expected) {
		assertThat(target(top, "chat-model." + model, "chat-model.model-id=" + SONNET)).hasToString(expected);
	}

	@ParameterizedTest
	@CsvSource({ "geography=eu, mode=global, mode=geographic, mode geographic",
			"geography=eu, mode=geographic, mode=geographic, geography eu",
			"mode=global, geography=us, mode=geographic, geography us",
			"geography=eu, profile=" + PROFILE + ", mode=geographic, mode geographic",
			"geography=eu, mode=global, source-region=eu-west-1, mode global",
			"geography=eu, mode=in-region, profile=" + PROFILE + ", profile " + PROFILE })
	void routeIsNearerThanItsModel(String top, String model, String route, String expected) {
		assertThat(target(top, "chat-model." + model, "chat-model.routes[0]." + route, "chat-model.model-id=" + SONNET))
			.hasToString(expected);
		assertThat(target(top, "chat-model." + model, "routes[0]." + route, "chat-model.model-id=" + SONNET))
			.as("the same in the shared list")
			.hasToString(expected);
	}

	@Test
	void modeAndGeographyBesideAProfileAreAsserted() {
		assertThat(target("chat-model.profile=" + PROFILE, "chat-model.mode=geographic", "chat-model.geography=eu"))
			.isEqualTo(new RouteTarget.Profile(ModelReference.parse(PROFILE), InferenceMode.GEOGRAPHIC, "eu"));
	}

	@Test
	void modelIdThatIsAProfileMeansTheProfile() {
		ModelDeclaration model = model("mode=global", "chat-model.model-id=" + PROFILE);
		assertThat(model.model()).isEqualTo(new FoundationModelId(SONNET));
		assertThat(model.routes().get(0).target())
			.isEqualTo(new RouteTarget.Profile(ModelReference.parse(PROFILE), null, null));
	}

	@Test
	void modelIdThatIsTheArnOfAProfileMeansTheProfile() {
		String arn = "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/a1b2c3d4e5f6";
		ModelDeclarations declarations = declarations("mode=global", "chat-model.model-id=" + arn);
		assertThat(declarations.declarations().get(0).model()).isNull();
		assertThat(declarations.declarations().get(0).routes().get(0).target()).hasToString("profile " + arn);
		assertThat(declarations.arns()).singleElement().hasToString(arn);
	}

	@Test
	void modelOfAProfileServesItsOtherRoutes() {
		assertThat(model("chat-model.model-id=" + PROFILE, "chat-model.routes[0].source-region=eu-west-1",
				"chat-model.routes[1].mode=global")
			.routes()).extracting((route) -> route.target().toString())
			.containsExactly("profile " + PROFILE, "mode global");
	}

	@Test
	void routesOfAModelReplaceTheSharedOnes() {
		List<ModelDeclaration> models = declarations("geography=eu", "routes[0].source-region=eu-west-1",
				"routes[1].source-region=eu-north-1", "chat-model.model-id=" + SONNET, "models.fast.model-id=" + SONNET,
				"models.fast.routes[0].source-region=eu-south-1")
			.declarations();
		assertThat(models.get(0).routes()).extracting((route) -> route.sourceRegion().value())
			.containsExactly("eu-west-1", "eu-north-1");
		assertThat(models.get(1).routes()).extracting((route) -> route.sourceRegion().value())
			.containsExactly("eu-south-1");
	}

	@Test
	void sourceRegionComesFromTheNearestLevel() {
		assertThat(declarations("geography=eu", "chat-model.model-id=" + SONNET, "chat-model.source-region=EU-WEST-1",
				"chat-model.routes[0].mode=geographic", "chat-model.routes[1].source-region=eu-north-1",
				"models.fast.model-id=" + SONNET)
			.sourceRegions()).extracting(RegionCode::value).containsExactly("eu-west-1", "eu-north-1", "eu-central-1");
	}

	@Test
	void quotasBelongToTheirRoutes() {
		RouteDeclaration route = model("geography=eu", "chat-model.model-id=" + SONNET,
				"routes[0].quota.tokens-per-minute=200000", "routes[0].quota.requests-per-minute=50")
			.routes()
			.get(0);
		assertThat(route.quota()).isEqualTo(new DeclaredQuota(200000L, 50L));
	}

	@Test
	void routingOfAModelChangesOnlyWhatItSets() {
		assertThat(model("geography=eu", "routing.deadline=3m", "routing.max-wait=0s", "chat-model.model-id=" + SONNET,
				"chat-model.routing.strategy=spread", "chat-model.routing.max-wait=7s")
			.settings()).satisfies((limits) -> assertThat(limits.strategy()).isEqualTo(RoutingStrategy.SPREAD))
			.satisfies((limits) -> assertThat(limits.deadline()).hasMinutes(3))
			.satisfies((limits) -> assertThat(limits.maxWait()).hasSeconds(7));
	}

	@Test
	void residencyOfAModelNarrowsTheSharedOne() {
		ModelDeclaration model = model("geography=eu", "residency.allow=EU", "residency.deny=SE",
				"chat-model.model-id=" + SONNET, "chat-model.residency.allow=de,fr,eu-west-1",
				"chat-model.residency.deny=FR");
		assertThat(model.residency().allow()).extracting(Place::code).containsExactly("DE", "FR", "eu-west-1");
		assertThat(model.residency().deny()).extracting(Place::code).containsExactly("FR", "SE");
	}

	@Test
	void emptyTextIsNotSetExceptInResidency() {
		assertThat(target("geography=eu", "chat-model.geography=", "chat-model.profile=", "chat-model.source-region=",
				"chat-model.model-id=" + SONNET))
			.hasToString("geography eu");
	}

}
