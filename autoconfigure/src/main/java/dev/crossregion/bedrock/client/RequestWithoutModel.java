package dev.crossregion.bedrock.client;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeRequest;

/**
 * Plans requests that name no model. Their plan has one Region and no other route.
 */
final class RequestWithoutModel {

	/** The model name in records. */
	static final String MODEL = "none";

	private static final int ARN_FIELDS = 6;

	private RequestWithoutModel() {
	}

	/**
	 * Plan a request.
	 * @param context the context
	 * @param operation the operation
	 * @param request the request
	 * @return a plan with one route
	 * @throws RouteRefusedException if the request could be sent elsewhere than its
	 * Region, residency does not admit the Region, it is not the source Region of any
	 * route, or no model is configured
	 */
	static RoutePlan plan(InvocationContext context, Operation operation, BedrockRuntimeRequest request) {
		Refusal override = CallRequest.uncheckedOverride(request);
		if (override != null) {
			throw refused(override);
		}
		InvocationContext.WithoutModel settings = context.withoutModel();
		RegionCode region = regionOf(settings, request);
		Destinations here = Destinations.of(List.of(region));
		Refusal violation = (operation.readsText())
				? CallFailures.residencyViolation(settings.residency(), operation.value(), region, here) : null;
		if (violation != null) {
			throw refused(violation);
		}
		Route route = new Route(new Route.Key(region, operation.value()), null, new Route.Reach(InferenceMode.IN_REGION,
				here, new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true), DeclaredQuota.NONE);
		RouteDeclaration declared = new RouteDeclaration(region, new RouteTarget.InRegion(), DeclaredQuota.NONE);
		return new RoutePlan(
				new ModelDeclaration(MODEL, null, List.of(declared), settings.residency(), settings.limits()), null,
				List.of(route));
	}

	// A job can be read only in the Region in which it was started, and a guardrail
	// exists in one Region, which its ID does not name.
	private static RegionCode regionOf(InvocationContext.WithoutModel settings, BedrockRuntimeRequest request) {
		if (request instanceof GetAsyncInvokeRequest job) {
			RegionCode region = regionOf(job.invocationArn());
			if (region == null) {
				throw notPlanned(job.invocationArn(),
						"'" + DisplayText.of(job.invocationArn())
								+ "' is not the ARN of an asynchronous invocation, as StartAsyncInvoke answers it: "
								+ "'arn:aws:bedrock:<region>:<account>:async-invoke/<id>'");
			}
			return planned(settings, region, job.invocationArn(), "was started in ");
		}
		if (request instanceof ApplyGuardrailRequest guardrail) {
			RegionCode region = regionOf(guardrail.guardrailIdentifier());
			if (region != null) {
				return planned(settings, region, guardrail.guardrailIdentifier(), "is a guardrail in ");
			}
		}
		return settings.defaultSourceRegion().get();
	}

	private static @Nullable RegionCode regionOf(@Nullable String arn) {
		String[] fields = (arn != null) ? arn.split(":", ARN_FIELDS) : new String[0];
		return (fields.length == ARN_FIELDS && fields[0].equals("arn") && RegionCode.isValid(fields[3]))
				? new RegionCode(fields[3]) : null;
	}

	private static RegionCode planned(InvocationContext.WithoutModel settings, RegionCode region, String arn,
			String relation) {
		// The default source Region may be unknown where every route declares its own.
		if (!settings.sourceRegions().contains(region) && !settings.defaultSourceRegion().get().equals(region)) {
			Set<RegionCode> known = new TreeSet<>(settings.sourceRegions());
			known.add(settings.defaultSourceRegion().get());
			throw notPlanned(arn, "'" + DisplayText.of(arn) + "' " + relation + region
					+ ", which is no source Region of a configured route; those are " + known);
		}
		return region;
	}

	private static RouteRefusedException notPlanned(@Nullable String requested, String problem) {
		return refused(new Refusal.NotPlanned(DisplayText.of(requested), problem));
	}

	private static RouteRefusedException refused(Refusal refusal) {
		return RouteRefusedException.of(MODEL, "The request", refusal);
	}

}
