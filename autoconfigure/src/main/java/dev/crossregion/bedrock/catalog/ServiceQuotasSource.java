package dev.crossregion.bedrock.catalog;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

import dev.crossregion.bedrock.catalog.ServiceQuotasReader.Values;
import dev.crossregion.bedrock.catalog.ServiceQuotasReader.Wanted;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.ServiceQuota;
import dev.crossregion.bedrock.profile.ServiceQuota.Unit;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.RouteQuota;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads quotas from AWS Service Quotas: the values that apply to the account, and the
 * defaults of AWS for quotas without an applied value. A quota is found by the code, or
 * else by the exact name, that the snapshot has for the model and the kind of profile; a
 * quota without a certain match is learned instead. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html">ListServiceQuotas</a>
 */
public final class ServiceQuotasSource implements QuotaSource {

	/**
	 * The permission that reading needs, as an IAM statement in JSON.
	 */
	public static final String IAM_STATEMENT = "{\"Effect\": \"Allow\", \"Action\": [\"servicequotas:ListServiceQuotas\", "
			+ "\"servicequotas:ListAWSDefaultServiceQuotas\"], \"Resource\": \"*\"}";

	private static final Logger logger = LoggerFactory.getLogger(ServiceQuotasSource.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final RegionalClients clients;

	private final BundledSnapshot snapshot;

	private final Wanted wanted;

	private final Duration timeout;

	/**
	 * Create a source.
	 * @param clients the clients of Service Quotas; they belong to the caller and stay
	 * open
	 * @param snapshot the codes and names of quotas
	 */
	public ServiceQuotasSource(RegionalClients clients, BundledSnapshot snapshot) {
		this(clients, snapshot, TIMEOUT);
	}

	ServiceQuotasSource(RegionalClients clients, BundledSnapshot snapshot, Duration timeout) {
		this.timeout = timeout;
		this.clients = clients;
		this.snapshot = snapshot;
		this.wanted = Wanted.of(snapshot.quotas());
	}

	/**
	 * {@inheritDoc}
	 * @throws ServiceQuotasException if the applied values cannot be read within 30
	 * seconds
	 */
	@Override
	public Quotas read(RegionCode sourceRegion, Collection<Route> routes) {
		ServiceQuotasReader reader;
		Values applied;
		try {
			reader = new ServiceQuotasReader(sourceRegion, this.clients.serviceQuotas(sourceRegion), this.timeout);
			applied = reader.list(ServiceQuotasReader.APPLIED, this.wanted);
		}
		catch (RuntimeException ex) {
			throw new ServiceQuotasException(
					ControlPlaneFailure.of(sourceRegion, ServiceQuotasReader.APPLIED, ex, null), ex);
		}
		boolean complete = routes.stream()
			.flatMap(this::quotasToRead)
			.map(applied::of)
			.noneMatch((value) -> value == null);
		Values defaults = (complete) ? Values.NONE : defaults(sourceRegion, reader);
		return (route) -> new RouteQuota(quotaNumber(route, Unit.TOKENS_PER_MINUTE, applied, defaults),
				quotaNumber(route, Unit.REQUESTS_PER_MINUTE, applied, defaults));
	}

	private Stream<ServiceQuota> quotasToRead(Route route) {
		return Stream
			.of((route.quota().tokensPerMinute() == null) ? Unit.TOKENS_PER_MINUTE : null,
					(route.quota().requestsPerMinute() == null) ? Unit.REQUESTS_PER_MINUTE : null)
			.flatMap((unit) -> (unit != null) ? quota(route, unit).stream() : Stream.empty());
	}

	private Optional<ServiceQuota> quota(Route route, Unit unit) {
		return (route.model() != null) ? this.snapshot.quota(route.model(), route.mode(), unit) : Optional.empty();
	}

	// Applied values are used even if the defaults cannot be read.
	private Values defaults(RegionCode sourceRegion, ServiceQuotasReader reader) {
		try {
			return reader.list(ServiceQuotasReader.DEFAULTS, this.wanted);
		}
		catch (RuntimeException ex) {
			ControlPlaneFailure failure = ControlPlaneFailure.of(sourceRegion, ServiceQuotasReader.DEFAULTS, ex, null);
			logger.warn("The defaults of AWS could not be read, and quotas without an applied value are learned: {}{}",
					DisplayText.line(failure.toString()), (failure.kind() == ControlPlaneFailure.Kind.DENIED)
							? ". Allow it with the IAM statement " + IAM_STATEMENT : "");
			return Values.NONE;
		}
	}

	private QuotaNumber quotaNumber(Route route, Unit unit, Values applied, Values defaults) {
		ServiceQuota quota = quota(route, unit).orElse(null);
		if (quota == null) {
			return QuotaNumber.learned(reasonUnknown(route, unit));
		}
		String label = (quota.code() != null) ? quota.code() : quota.name();
		Long value = applied.of(quota);
		if (value != null) {
			return QuotaNumber.applied(value, label);
		}
		Long defaultValue = defaults.of(quota);
		return (defaultValue != null) ? QuotaNumber.ofAws(defaultValue, label)
				: QuotaNumber.learned("Service Quotas lists no value of '" + quota.name() + "'");
	}

	private String reasonUnknown(Route route, Unit unit) {
		if (route.model() == null) {
			return "the model behind it is hidden";
		}
		if (unit == Unit.REQUESTS_PER_MINUTE && route.mode() != InferenceMode.IN_REGION
				&& quota(route, Unit.TOKENS_PER_MINUTE).isPresent()) {
			return "no such quota of the model is known";
		}
		return "its name in Service Quotas is not known";
	}

}
