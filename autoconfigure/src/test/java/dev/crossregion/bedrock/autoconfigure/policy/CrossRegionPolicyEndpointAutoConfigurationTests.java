package dev.crossregion.bedrock.autoconfigure.policy;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.policy.AccessNeeds;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class CrossRegionPolicyEndpointAutoConfigurationTests {

	private static final String PROVISIONED = "arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class,
				CrossRegionPolicyEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=crossregionpolicy",
				"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.catalog.source=bundled");

	@Test
	void answersTheIamPolicyOfTheRunningConfiguration() {
		geographic().run((context) -> {
			String answer = endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "iam").toString();
			assertThat(answer).contains("2012-10-17", "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream",
					"arn:aws:bedrock:eu-central-1:${AccountId}:inference-profile/"
							+ "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
					"ages");
			assertThat(answer).doesNotContain("ListInferenceProfiles", "servicequotas", "CallWithBearerToken");
		});
	}

	@Test
	void answersBothFormsOfTheServiceControlPolicy() {
		geographic().run((context) -> {
			Map<String, Object> answer = endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "scp");
			assertThat(answer).containsOnlyKeys("byDestination", "byProfilePrefix");
			assertThat(answer.get("byDestination").toString()).contains("StringNotEquals", "eu-west-3", "ages");
			assertThat(answer.get("byProfilePrefix").toString()).contains("inference-profile/eu.*", "ages");
		});
	}

	@Test
	void aPolicyThatIsTooLargeLeavesTheOthers() {
		BundledSnapshot snapshot = BundledSnapshot.load();
		RegionCode frankfurt = new RegionCode("eu-central-1");
		List<InferenceProfile> profiles = IntStream.range(0, 80)
			.mapToObj((number) -> new InferenceProfile(
					"arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/profile%05d"
						.formatted(number),
					InferenceProfile.Type.APPLICATION, new FoundationModelId("amazon.nova-lite-v1:0"),
					Destinations.of(List.of(frankfurt))))
			.toList();
		EvidenceCatalog catalog = new EvidenceCatalog(List
			.of(new RegionEvidence(frankfurt, new Evidence(Evidence.Source.LIVE, Instant.EPOCH), profiles, null)));
		List<RoutePlan> plans = profiles.stream()
			.map((profile) -> new RoutePlanner(snapshot)
				.plan(new ModelDeclaration(profile.id(), null, List.of(new RouteDeclaration(frankfurt,
						new RouteTarget.Profile(ModelReference.parse(profile.id()), null, null), DeclaredQuota.NONE)),
						ResidencyPolicy.unlimited(snapshot.regions()), RoutingSettings.DEFAULT), catalog))
			.toList();
		CrossRegionPolicyEndpoint endpoint = new CrossRegionPolicyEndpoint((showAccounts) -> new CompiledPolicies(plans,
				AccessNeeds.models(Set.of()), snapshot.regions(), showAccounts), Show.NEVER, Set.of());
		assertThat(endpoint(endpoint, "iam").toString()).contains("application-inference-profile/profile00079");
		Map<String, Object> scp = endpoint(endpoint, "scp");
		assertThat(scp.get("byDestination").toString()).contains("DenyOtherRegions");
		assertThat(scp.get("byProfilePrefix").toString())
			.contains("tooLarge=Statement 'DenyOtherProfiles' takes", "a policy may have 5120")
			.doesNotContain("documents");
	}

	@Test
	void hasNoOtherKindOfPolicy() {
		geographic().run((context) -> assertThat(
				context.getBean(CrossRegionPolicyEndpoint.class).policy(SecurityContext.NONE, "rcp"))
			.isNull());
	}

	@Test
	void readsThatAreConfiguredAreAllowed() {
		geographic()
			.withPropertyValues("bedrock.cross-region.quotas.source=service-quotas",
					"bedrock.cross-region.chat-model.guardrail.identifier=gr123",
					"bedrock.cross-region.chat-model.guardrail.version=1")
			.run((context) -> assertThat(endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "iam").toString())
				.contains("servicequotas:ListServiceQuotas", "guardrail/gr123"));
	}

	@Test
	void streamsAreAllowedOnlyWhereTheAsynchronousClientIsOurs() {
		geographic()
			.withBean("crossRegionBedrockRuntimeAsyncClient", BedrockRuntimeAsyncClient.class,
					() -> mock(BedrockRuntimeAsyncClient.class))
			.run((context) -> assertThat(endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "iam").toString())
				.contains("bedrock:InvokeModel")
				.doesNotContain("InvokeModelWithResponseStream"));
	}

	@Test
	void accountsAreHiddenUnlessValuesAreShown() {
		provisioned()
			.run((context) -> assertThat(endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "iam").toString())
				.contains("${AccountId}")
				.doesNotContain("123456789012"));
		provisioned().withPropertyValues("management.endpoint.crossregionpolicy.show-values=always")
			.run((context) -> assertThat(endpoint(context.getBean(CrossRegionPolicyEndpoint.class), "iam").toString())
				.contains(PROVISIONED));
	}

	@Test
	void accountsAreShownToRolesThatMaySeeThem() {
		provisioned()
			.withPropertyValues("management.endpoint.crossregionpolicy.show-values=when-authorized",
					"management.endpoint.crossregionpolicy.roles=auditor")
			.run((context) -> {
				CrossRegionPolicyEndpoint endpoint = context.getBean(CrossRegionPolicyEndpoint.class);
				assertThat(endpoint.policy(user("auditor"), "iam").toString()).contains(PROVISIONED);
				assertThat(endpoint.policy(user("developer"), "iam").toString()).doesNotContain("123456789012");
			});
	}

	@Test
	void isAbsentUnlessExposed() {
		geographic().withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(CrossRegionPolicyEndpoint.class));
	}

	@Test
	void isAbsentWithoutActuator() {
		geographic().withClassLoader(new FilteredClassLoader(WebEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("crossRegionPolicyEndpoint"));
	}

	@Test
	void isAbsentWhereTheStarterIsSwitchedOff() {
		geographic().withPropertyValues("bedrock.cross-region.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CrossRegionPolicyEndpoint.class));
	}

	@Test
	void backsOffForABeanOfTheApplication() {
		CrossRegionPolicyEndpoint own = new CrossRegionPolicyEndpoint((showAccounts) -> new CompiledPolicies(List.of(),
				AccessNeeds.models(Set.of()), BundledSnapshot.load().regions(), showAccounts), Show.NEVER, Set.of());
		geographic().withBean("own", CrossRegionPolicyEndpoint.class, () -> own)
			.run((context) -> assertThat(context).getBean(CrossRegionPolicyEndpoint.class).isSameAs(own));
	}

	private ApplicationContextRunner geographic() {
		return this.runner.withPropertyValues("bedrock.cross-region.geography=eu",
				"bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

	private ApplicationContextRunner provisioned() {
		return this.runner.withPropertyValues("bedrock.cross-region.mode=in-region",
				"bedrock.cross-region.chat-model.model-id=" + PROVISIONED);
	}

	private static Map<String, Object> endpoint(CrossRegionPolicyEndpoint endpoint, String kind) {
		Map<String, Object> answer = endpoint.policy(SecurityContext.NONE, kind);
		assertThat(answer).isNotNull();
		return answer;
	}

	private static SecurityContext user(String role) {
		return new SecurityContext() {

			@Override
			public Principal getPrincipal() {
				return () -> "somebody";
			}

			@Override
			public boolean isUserInRole(String name) {
				return role.equals(name);
			}

		};
	}

}
