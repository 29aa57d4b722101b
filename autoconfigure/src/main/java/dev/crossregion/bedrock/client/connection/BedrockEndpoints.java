package dev.crossregion.bedrock.client.connection;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceEndpointKey;
import software.amazon.awssdk.regions.ServiceMetadata;
import software.amazon.awssdk.services.bedrock.endpoints.BedrockEndpointProvider;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;

/**
 * Resolves the endpoints of Amazon Bedrock and Service Quotas. Declared endpoints come
 * first, then the settings that the AWS SDK reads, in its order: system properties
 * ({@code aws.endpointUrlBedrockRuntime}, {@code aws.endpointUrl}), environment variables
 * ({@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME}, {@code AWS_ENDPOINT_URL}) and the active
 * profile. Without any of them, the endpoints of AWS are called. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">Service-specific
 * endpoints</a>
 */
public final class BedrockEndpoints {

	private final @Nullable Endpoint shared;

	private final Map<RegionCode, Endpoint> runtimes;

	private final boolean takesVariants;

	/**
	 * Create endpoints.
	 * @param shared one endpoint for runtime and control plane, or {@code null}
	 * @param runtimes Bedrock Runtime endpoints of single source Regions, which take
	 * precedence over the shared one
	 * @param takesVariants whether the settings for FIPS and dual-stack endpoints apply;
	 * {@code false} for a stand-in for Amazon Bedrock in a test
	 */
	public BedrockEndpoints(@Nullable Endpoint shared, Map<RegionCode, Endpoint> runtimes, boolean takesVariants) {
		this.shared = shared;
		this.runtimes = Map.copyOf(runtimes);
		this.takesVariants = takesVariants;
	}

	/**
	 * The Bedrock Runtime endpoint, for calls of models.
	 * @param region the source Region
	 * @return the endpoint
	 * @throws ConnectionSettingException if a setting cannot be used
	 */
	public Endpoint runtime(RegionCode region) {
		Endpoint declared = this.runtimes.getOrDefault(region, this.shared);
		return resolve(declared, Service.RUNTIME, region);
	}

	/**
	 * The control-plane endpoint, for look-ups of profiles and models.
	 * @param region the source Region
	 * @return the endpoint
	 * @throws ConnectionSettingException if a setting cannot be used
	 */
	public Endpoint controlPlane(RegionCode region) {
		return resolve(this.shared, Service.CONTROL_PLANE, region);
	}

	/**
	 * The endpoint of Service Quotas. Not to be invoked while an application starts: the
	 * SDK module of Service Quotas is no dependency, and without it the SDK loads
	 * hundreds of classes to find the endpoint.
	 * @param region the source Region
	 * @return the endpoint
	 * @throws ConnectionSettingException if a setting cannot be used
	 */
	Endpoint serviceQuotas(RegionCode region) {
		return resolve(declaredServiceQuotas(), Service.SERVICE_QUOTAS, region);
	}

	/**
	 * The configured endpoint of Service Quotas, which serves all Regions.
	 * @return the endpoint, or empty if those of AWS are called
	 * @throws ConnectionSettingException if a setting cannot be used
	 */
	public Optional<Endpoint> serviceQuotas() {
		return Optional.ofNullable(chosen(declaredServiceQuotas(), Service.SERVICE_QUOTAS));
	}

	// The shared endpoint is one of Bedrock, so a setting for Service Quotas alone takes
	// precedence over it, unless the shared endpoint is a stand-in for AWS in a test.
	private @Nullable Endpoint declaredServiceQuotas() {
		return (this.shared != null && this.takesVariants)
				? Service.SERVICE_QUOTAS.configuredAlone().orElse(this.shared) : this.shared;
	}

	/**
	 * Whether the settings for FIPS and dual-stack endpoints apply.
	 * @return {@code false} if they are ignored
	 */
	boolean takesVariants() {
		return this.takesVariants;
	}

	private Endpoint resolve(@Nullable Endpoint declared, Service service, RegionCode region) {
		Endpoint chosen = chosen(declared, service);
		return (chosen != null) ? chosen
				: new Endpoint(service.ofAws(region, fips().isPresent(), dualstack().isPresent()), null);
	}

	private @Nullable Endpoint chosen(@Nullable Endpoint declared, Service service) {
		Endpoint endpoint = (declared != null) ? declared : service.configured().orElse(null);
		if (endpoint != null) {
			check(endpoint, "FIPS", fips());
			check(endpoint, "dual-stack", dualstack());
		}
		return endpoint;
	}

	private Optional<SdkSetting> fips() {
		return (this.takesVariants) ? variant(SdkSystemSetting.AWS_USE_FIPS_ENDPOINT, "use_fips_endpoint")
				: Optional.empty();
	}

	private Optional<SdkSetting> dualstack() {
		return (this.takesVariants) ? variant(SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT, "use_dualstack_endpoint")
				: Optional.empty();
	}

	private static Optional<SdkSetting> variant(SdkSystemSetting setting, String profileProperty) {
		return SdkSetting.find(setting.property(), setting.environmentVariable(), profileProperty)
			.filter(SdkSetting::isTrue);
	}

	private static void check(Endpoint endpoint, String variant, Optional<SdkSetting> setting) {
		setting.ifPresent((set) -> {
			throw new ConnectionSettingException(
					"An endpoint of one's own and " + variant + " endpoints exclude each other. The endpoint is "
							+ endpoint.uri() + ", set by " + endpoint.setBy() + ". " + variant
							+ " endpoints are asked for by " + set.place() + ", which is '" + set.value()
							+ "'. The AWS SDK would refuse every call.",
					"Remove " + endpoint.setBy() + ", so that the " + variant + " endpoints of AWS are called, or set "
							+ set.place() + " to 'false'.");
		});
	}

	/**
	 * An endpoint with its origin.
	 *
	 * @param uri the address of the endpoint
	 * @param setBy the setting that declares it, as named in messages, or {@code null}
	 * for an endpoint of AWS
	 */
	public record Endpoint(URI uri, @Nullable String setBy) {

		/**
		 * Whether this is the default endpoint of AWS.
		 * @return {@code true} if no setting declares it
		 */
		public boolean isOfAws() {
			return this.setBy == null;
		}

		/**
		 * Whether requests to the endpoint are sent in clear text to another machine.
		 * @return {@code true} if its scheme is {@code http} and its host is not this
		 * machine
		 */
		public boolean isExposed() {
			return "http".equalsIgnoreCase(this.uri.getScheme()) && !HttpProxies.isLoopback(this.uri.getHost());
		}

	}

	/** The SDK's endpoint settings for each service. */
	private enum Service {

		RUNTIME("aws.endpointUrlBedrockRuntime", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "bedrock_runtime"),

		CONTROL_PLANE("aws.endpointUrlBedrock", "AWS_ENDPOINT_URL_BEDROCK", "bedrock"),

		SERVICE_QUOTAS("aws.endpointUrlServiceQuotas", "AWS_ENDPOINT_URL_SERVICE_QUOTAS", "service_quotas");

		private final String property;

		private final String variable;

		private final String profileProperty;

		Service(String property, String variable, String profileProperty) {
			this.property = property;
			this.variable = variable;
			this.profileProperty = profileProperty + ".endpoint_url";
		}

		private static boolean areIgnored() {
			return SdkSetting
				.find(SdkSystemSetting.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.property(),
						SdkSystemSetting.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS.environmentVariable(),
						"ignore_configured_endpoint_urls")
				.filter(SdkSetting::isTrue)
				.isPresent();
		}

		// Ignores the settings that apply to all services.
		Optional<Endpoint> configuredAlone() {
			return (areIgnored()) ? Optional.empty()
					: SdkSetting.ofProperty(this.property)
						.or(() -> SdkSetting.ofVariable(this.variable))
						.or(() -> SdkSetting.ofServices(this.profileProperty))
						.or(() -> SdkSetting.ofProfile(this.profileProperty))
						.map(Service::endpoint);
		}

		Optional<Endpoint> configured() {
			return (areIgnored()) ? Optional.empty()
					: SdkSetting.ofProperty(this.property)
						.or(() -> SdkSetting.ofProperty("aws.endpointUrl"))
						.or(() -> SdkSetting.ofVariable(this.variable))
						.or(() -> SdkSetting.ofVariable("AWS_ENDPOINT_URL"))
						.or(() -> SdkSetting.ofServices(this.profileProperty))
						.or(() -> SdkSetting.ofProfile(this.profileProperty))
						.or(() -> SdkSetting.ofProfile("endpoint_url"))
						.map(Service::endpoint);
		}

		private static Endpoint endpoint(SdkSetting setting) {
			try {
				URI uri = new URI(setting.value().strip());
				if (uri.getHost() != null
						&& String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT).matches("https?")) {
					return new Endpoint(uri, setting.place());
				}
			}
			catch (URISyntaxException ex) {
				// Reported below.
			}
			throw new ConnectionSettingException(
					"The endpoint of Amazon Bedrock is set by " + setting.place() + " to '" + setting.value()
							+ "', and that is not an absolute URI with the scheme http or https.",
					"Write for example https://vpce-0123456789abcdef0.bedrock-runtime.eu-central-1.vpce.amazonaws.com, "
							+ "or remove it.");
		}

		URI ofAws(RegionCode region, boolean fips, boolean dualstack) {
			Region name = Region.of(region.value());
			return switch (this) {
				case RUNTIME -> BedrockRuntimeEndpointProvider.defaultProvider()
					.resolveEndpoint((parameters) -> parameters.region(name).useFips(fips).useDualStack(dualstack))
					.join()
					.endpointUrl()
					.toUri();
				case CONTROL_PLANE -> BedrockEndpointProvider.defaultProvider()
					.resolveEndpoint((parameters) -> parameters.region(name).useFips(fips).useDualStack(dualstack))
					.join()
					.endpointUrl()
					.toUri();
				case SERVICE_QUOTAS -> ofMetadata(name, fips, dualstack);
			};
		}

		// Endpoint rules are part of the SDK module of a service. Without that module the
		// SDK has only the metadata of endpoints.
		private static URI ofMetadata(Region region, boolean fips, boolean dualstack) {
			List<EndpointTag> tags = new ArrayList<>();
			if (fips) {
				tags.add(EndpointTag.FIPS);
			}
			if (dualstack) {
				tags.add(EndpointTag.DUALSTACK);
			}
			URI endpoint = ServiceMetadata.of("servicequotas")
				.endpointFor(ServiceEndpointKey.builder().region(region).tags(tags).build());
			return (endpoint.getScheme() != null) ? endpoint : URI.create("https://" + endpoint);
		}

	}

}
