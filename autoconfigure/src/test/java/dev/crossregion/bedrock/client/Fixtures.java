package dev.crossregion.bedrock.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Plans made by hand, and what calls need beside their requests.
 */
public final class Fixtures {

	static final RegionTable REGIONS = BundledSnapshot.load().regions();

	static final ResidencyPolicy UNLIMITED = ResidencyPolicy.unlimited(REGIONS);

	public static final FoundationModelId MODEL = new FoundationModelId("anthropic.claude-sonnet-4-5-20250929-v1:0");

	public static final String EU_PROFILE = "eu." + MODEL;

	public static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	static final RegionCode IRELAND = new RegionCode("eu-west-1");

	public static final RegionCode STOCKHOLM = new RegionCode("eu-north-1");

	static final RegionCode VIRGINIA = new RegionCode("us-east-1");

	public static final AwsCredentialsProvider CREDENTIALS = StaticCredentialsProvider
		.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret"));

	private Fixtures() {
	}

	/**
	 * Settings under which only what is broken takes long.
	 * @param endpoint where calls go
	 * @return the settings
	 */
	public static ClientSettings settings(URI endpoint) {
		Duration patience = Duration.ofSeconds(30);
		return new ClientSettings(endpoint, 100, Duration.ofSeconds(2), patience, patience, patience);
	}

	static ResidencyPolicy allow(String... places) {
		return ResidencyPolicy.of(REGIONS, Arrays.stream(places).map((place) -> Place.parse(place, REGIONS)).toList(),
				List.of());
	}

	static Route route(RegionCode sourceRegion, String profile, Destinations destinations) {
		return route(sourceRegion, profile, destinations, DeclaredQuota.NONE);
	}

	static Route route(RegionCode sourceRegion, String profile, Destinations destinations, DeclaredQuota quota) {
		InferenceMode mode = (destinations instanceof Destinations.Anywhere) ? InferenceMode.GLOBAL
				: InferenceMode.GEOGRAPHIC;
		return new Route(new Route.Key(sourceRegion, profile), MODEL,
				new Route.Reach(mode, destinations, new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH), true), quota);
	}

	/**
	 * A route through the European profile.
	 * @param sourceRegion where it starts
	 * @return the route
	 */
	static Route eu(RegionCode sourceRegion) {
		return route(sourceRegion, EU_PROFILE,
				Destinations
					.of(Stream.of("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3")
						.map(RegionCode::new)
						.toList()));
	}

	static RoutePlan plan(ResidencyPolicy residency, Duration deadline, Route... routes) {
		return plan(residency, deadline, Duration.ZERO, routes);
	}

	static RoutePlan plan(ResidencyPolicy residency, Duration deadline, Duration maxWait, Route... routes) {
		return plan(residency, new RoutingSettings(RoutingStrategy.ORDERED, deadline, maxWait), routes);
	}

	static RoutePlan plan(ResidencyPolicy residency, RoutingSettings limits, Route... routes) {
		List<RouteDeclaration> declared = Arrays.stream(routes)
			.map((route) -> new RouteDeclaration(route.sourceRegion(), new RouteTarget.Geographic(null),
					DeclaredQuota.NONE))
			.toList();
		return new RoutePlan(new ModelDeclaration("bedrock", MODEL, declared, residency, limits), MODEL,
				List.of(routes));
	}

	static RoutePlan plan(Route... routes) {
		return plan(allow("EU"), Duration.ofMinutes(1), routes);
	}

	/**
	 * A context that keeps every record.
	 */
	static final class Recording {

		final Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();

		final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC());

		final InvocationContext context;

		Recording(PlanResolver plans) {
			this.context = new InvocationContext(plans, this.states, List.of(this.records::add), Clock.systemUTC(),
					new InvocationContext.WithoutModel(() -> FRANKFURT, UNLIMITED));
		}

		Recording(RoutePlan plan) {
			this((modelName, requested) -> plan);
		}

		/**
		 * The only record there is.
		 * @return the record
		 */
		InvocationRecord only() {
			if (this.records.size() != 1) {
				throw new AssertionError("Expected one record but there are " + this.records);
			}
			return this.records.element();
		}

	}

}
