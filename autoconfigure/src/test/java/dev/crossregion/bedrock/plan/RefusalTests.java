package dev.crossregion.bedrock.plan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for those kinds of {@link Refusal} that the planner does not make by itself, and
 * for what is true of all of them.
 */
class RefusalTests {

	@Test
	void theKindsAreClosedAndTheirReasonsDiffer() {
		Set<String> kinds = Arrays.stream(Refusal.class.getPermittedSubclasses())
			.map(Class::getSimpleName)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(kinds).as("a new kind needs its test in RoutePlannerTests or here")
			.containsExactly("AmbiguousModel", "EndOfLife", "EvidenceTooOld", "ForeignArn", "GeographyMismatch",
					"GuardrailNotAdmitted", "GuardrailUnknown", "ModeMismatch", "ModelMismatch", "NoEvidence",
					"NoProfile", "NotDeclared", "NotPlanned", "NotRoutable", "OnlyThroughProfiles",
					"ProvisionedThroughput", "ResidencyNotSatisfied", "RetentionNotSatisfied", "SeveralProfiles",
					"UncheckedOverride", "UnknownModel", "UnknownProfile");
	}

	@Test
	void guardrail() {
		RegionCode frankfurt = RoutingFixtures.region("eu-central-1");
		Guardrail guardrail = new Guardrail("abc", "1");
		ResidencyPolicy limit = RoutingFixtures.allow("eu-west-1");
		Refusal outside = refused(guardrail, "eu.guardrail.v1:0", Destinations.of(Set.of(frankfurt)), limit);
		assertThat(outside.reason()).isEqualTo("guardrail-not-admitted");
		assertThat(outside.describe())
			.isEqualTo("guardrail 'abc:1' from eu-central-1 may be evaluated in [eu-central-1 (DE)] "
					+ "by its guardrail profile 'eu.guardrail.v1:0'");
		assertThat(refused(guardrail, null, Destinations.of(Set.of(frankfurt)), limit).describe())
			.isEqualTo("guardrail 'abc:1' from eu-central-1 is evaluated there, which residency does not admit");
		assertThat(refused(guardrail, "new", new Destinations.Unknown(), limit).describe())
			.isEqualTo("no evidence names the destinations of guardrail profile 'new', by which guardrail 'abc:1' from "
					+ "eu-central-1 is evaluated");
		Refusal unknown = new Refusal.GuardrailUnknown(guardrail, frankfurt);
		assertThat(unknown.reason()).isEqualTo("guardrail-unknown");
		assertThat(unknown.describe()).isEqualTo("where guardrail 'abc:1' is evaluated could not be read in "
				+ "eu-central-1, and residency is limited");
	}

	@Test
	void aGuardrailIsJudgedByTheEvidenceOfEachRefresh() {
		GuardrailDeclaration declared = new GuardrailDeclaration(new Guardrail("abc", "1"), true);
		RegionEvidence silent = RoutingFixtures.evidence("eu-west-1");
		ResidencyPolicy limit = RoutingFixtures.allow("eu-west-1");
		assertThat(RoutePlanner.guardrailRefusal(declared, limit, silent)).isInstanceOf(Refusal.GuardrailUnknown.class);
		assertThat(RoutePlanner.guardrailRefusal(declared, limit, silent.withGuardrails(reach("eu-west-1")))).isNull();
		assertThat(RoutePlanner.guardrailRefusal(declared, limit, silent.withGuardrails(reach("eu-west-3"))))
			.isInstanceOf(Refusal.GuardrailNotAdmitted.class);
		assertThat(RoutePlanner.guardrailRefusal(declared, RoutingFixtures.UNLIMITED, silent)).isNull();
	}

	private static Map<Guardrail, Guardrail.Reach> reach(String destination) {
		return Map.of(new Guardrail("abc", "1"), new Guardrail.Reach("eu.guardrail.v1:0",
				Destinations.of(Set.of(RoutingFixtures.region(destination))), RoutingFixtures.LIVE));
	}

	private static Refusal refused(Guardrail guardrail, @Nullable String profile, Destinations destinations,
			ResidencyPolicy limit) {
		return new Refusal.GuardrailNotAdmitted(guardrail,
				new Guardrail.Reach(profile, destinations, RoutingFixtures.LIVE),
				RoutingFixtures.region("eu-central-1"), limit, (ResidencyVerdict.Refused) limit.judge(destinations));
	}

	@Test
	void notDeclared() {
		assertThat(new Refusal.NotDeclared(RoutingFixtures.geographic()).describe())
			.isEqualTo("the declaration asks for mode geographic");
		assertThat(new Refusal.NotDeclared(RoutingFixtures.geography("eu")).describe())
			.isEqualTo("the declaration asks for geography eu");
		assertThat(new Refusal.NotDeclared(RoutingFixtures.global()).describe())
			.isEqualTo("the declaration asks for mode global");
		assertThat(new Refusal.NotDeclared(RoutingFixtures.inRegion()).describe())
			.isEqualTo("the declaration asks for mode in-region");
		assertThat(new Refusal.NotDeclared(RoutingFixtures.named("eu.amazon.nova-lite-v1:0")).describe())
			.isEqualTo("the declaration asks for profile eu.amazon.nova-lite-v1:0");
		assertThat(new Refusal.NotDeclared(RoutingFixtures.global()).reason()).isEqualTo("not-declared");
	}

	@Test
	void endOfLife() {
		Refusal refusal = new Refusal.EndOfLife(RoutingFixtures.CLAUDE, RoutingFixtures.region("eu-central-1"),
				LocalDate.parse("2026-10-14"));
		assertThat(refusal.reason()).isEqualTo("end-of-life");
		assertThat(refusal.describe())
			.isEqualTo("model 'anthropic.claude-sonnet-4-6' reached its end of life in eu-central-1 on 2026-10-14");
		assertThat(
				new Refusal.EndOfLife(RoutingFixtures.CLAUDE, RoutingFixtures.region("eu-central-1"), null).describe())
			.endsWith("reached its end of life in eu-central-1");
	}

	@Test
	void notPlanned() {
		Refusal refusal = new Refusal.NotPlanned("claude", "'claude' is in no plan");
		assertThat(refusal.reason()).isEqualTo("not-planned");
		assertThat(refusal.describe()).isEqualTo("'claude' is in no plan");
	}

	@Test
	void ambiguousModel() {
		Refusal planned = new Refusal.AmbiguousModel("x.y", List.of("away", "home"), true);
		assertThat(planned.reason()).isEqualTo("ambiguous-model");
		assertThat(planned.describe()).startsWith("'x.y' fits the models away, home, ")
			.endsWith("; name one of them as the model");
		assertThat(new Refusal.AmbiguousModel("x.y", List.of("away", "home"), false).describe())
			.startsWith("'x.y' is in no plan, and none of the models away, home ")
			.endsWith(", or declare chat-model");
	}

	@Test
	void evidenceTooOld() {
		Refusal refusal = new Refusal.EvidenceTooOld("eu.amazon.nova-lite-v1:0", RoutingFixtures.region("eu-central-1"),
				Instant.parse("2026-11-23T06:00:00Z"), Duration.ofHours(13), Duration.ofHours(12));
		assertThat(refusal.reason()).isEqualTo("evidence-too-old");
		assertThat(refusal.describe()).isEqualTo("the evidence for 'eu.amazon.nova-lite-v1:0' from eu-central-1 is of "
				+ "2026-11-23T06:00:00Z, which is 13h ago, and catalog.max-age is 12h; the route opens again when the "
				+ "Bedrock control plane answers, and the log says why it does not");
	}

	@Test
	void retentionNotSatisfied() {
		Refusal looser = new Refusal.RetentionNotSatisfied(RoutingFixtures.region("eu-central-1"), RetentionLimit.NONE,
				"aws_review");
		assertThat(looser.reason()).isEqualTo("retention-not-satisfied");
		assertThat(looser.describe()).isEqualTo("the data-retention mode of the account in eu-central-1 is "
				+ "'aws_review', and residency.retention is 'none'");
		Refusal unknown = new Refusal.RetentionNotSatisfied(RoutingFixtures.region("eu-central-1"),
				RetentionLimit.DEFAULT, null);
		assertThat(unknown.reason()).isEqualTo("retention-unknown");
		assertThat(unknown.describe()).isEqualTo("the data-retention mode of the account in eu-central-1 could not be "
				+ "read, and residency.retention is 'default'");
	}

	@Test
	void uncheckedOverride() {
		Refusal refusal = new Refusal.UncheckedOverride("an endpoint provider");
		assertThat(refusal.reason()).isEqualTo("unchecked-override");
		assertThat(refusal.describe()).isEqualTo("the request carries an endpoint provider, which can send it to "
				+ "another Region than the one checked");
	}

	@Test
	void anExceptionCarriesItsRefusalAndCanBeSerializedWithoutIt() throws Exception {
		Refusal refusal = new Refusal.NotPlanned("claude", "'claude' is in no plan");
		RouteRefusedException exception = new RouteRefusedException("bedrock", "refused", refusal);
		assertThat(exception.getRefusal()).isSameAs(refusal);
		assertThat(exception.getModel()).isEqualTo("bedrock");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(exception);
		}
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
			assertThat((RouteRefusedException) in.readObject()).hasMessage("refused")
				.extracting(RouteRefusedException::getModel)
				.isEqualTo("bedrock");
		}
	}

}
