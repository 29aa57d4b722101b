package dev.crossregion.bedrock.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.BedrockConnection.Authorization;
import dev.crossregion.bedrock.autoconfigure.BedrockConnection.HttpCustomizers;
import dev.crossregion.bedrock.autoconfigure.declaration.CrossRegionAwsRegionProvider;
import dev.crossregion.bedrock.autoconfigure.declaration.DeclarationDryRun;
import dev.crossregion.bedrock.autoconfigure.declaration.DefaultSourceRegion;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelParameterChecks;
import dev.crossregion.bedrock.autoconfigure.declaration.PlanFactory;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleReport;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.catalog.LiveInferenceProfileCatalog;
import dev.crossregion.bedrock.catalog.ServiceQuotasSource;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.QuotaSource;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Beans from the properties to the plans: declarations, connection, catalog, plans, route
 * states and refreshes.
 */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {

	static final String CATALOG = "inferenceProfileCatalog";

	static final String CONNECTION_DETAILS = "bedrockConnectionDetails";

	static final String REGION_PROVIDER = "crossRegionAwsRegionProvider";

	@Bean
	static CatalogInitializer crossRegionEvidenceStart() {
		return new CatalogInitializer();
	}

	// A declaration that cannot be met must stop the start with lazy initialization too.
	@Bean
	static LazyInitializationExcludeFilter crossRegionPlansLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(RoutePlans.class);
	}

	@Bean(name = REGION_PROVIDER)
	@ConditionalOnMissingBean(AwsRegionProvider.class)
	CrossRegionAwsRegionProvider crossRegionAwsRegionProvider(CrossRegionProperties properties) {
		return new CrossRegionAwsRegionProvider(properties.sourceRegion());
	}

	@Bean(name = CONNECTION_DETAILS)
	@ConditionalOnMissingBean(BedrockConnectionDetails.class)
	PropertiesBedrockConnectionDetails bedrockConnectionDetails(CrossRegionProperties properties) {
		return new PropertiesBedrockConnectionDetails(properties);
	}

	@Bean
	BundledSnapshot crossRegionSnapshot() {
		return BundledSnapshot.load();
	}

	@Bean
	DefaultSourceRegion crossRegionDefaultSourceRegion(CrossRegionProperties properties,
			ObjectProvider<AwsRegionProvider> provider, BundledSnapshot snapshot) {
		return new DefaultSourceRegion(properties.sourceRegion(), provider::getObject, snapshot.regions());
	}

	@Bean
	ModelDeclarations crossRegionDeclarations(CrossRegionProperties properties, BundledSnapshot snapshot,
			DefaultSourceRegion sourceRegion, Environment environment) {
		return ModelDeclarations.of(properties, environment, snapshot, sourceRegion::get);
	}

	@Bean
	BedrockConnection crossRegionConnection(CrossRegionProperties properties, BedrockConnectionDetails details,
			ModelDeclarations declarations, ObjectProvider<AwsCredentialsProvider> credentials,
			ObjectProvider<SdkTokenProvider> token, ObjectProvider<BedrockHttpClientBuilderCustomizer> http,
			ObjectProvider<BedrockAsyncHttpClientBuilderCustomizer> asyncHttp) {
		BedrockConnection connection = new BedrockConnection(properties.client(), details, declarations.endpoints(),
				Authorization.of(credentials.getIfAvailable(), token.getIfAvailable()),
				new HttpCustomizers(http, asyncHttp));
		boolean controlPlane = properties.catalog().source() != CatalogSource.BUNDLED;
		declarations.sourceRegions().forEach((region) -> connection.access().check(region, controlPlane));
		if (isServiceQuotas(properties)) {
			connection.access().checkServiceQuotas();
		}
		return connection;
	}

	@Bean
	RegionalClients crossRegionRegionalClients(BedrockConnection connection) {
		return new RegionalClients(connection.settings(), connection.access());
	}

	@Bean(name = CATALOG)
	@ConditionalOnMissingBean(InferenceProfileCatalog.class)
	InferenceProfileCatalog inferenceProfileCatalog(CrossRegionProperties properties, ModelDeclarations declarations,
			BundledSnapshot snapshot, RegionalClients clients) {
		CrossRegionProperties.Catalog catalog = properties.catalog();
		if (declarations.models().isEmpty() || catalog.source() == CatalogSource.BUNDLED) {
			return snapshot.catalog();
		}
		return LiveInferenceProfileCatalog.start(clients::controlPlane, declarations.sourceRegions(),
				declarations.arns(), declarations.accountReads(),
				PropertyChecks.positive(CrossRegionProperties.PREFIX + ".catalog.timeout", catalog.timeout(), "3s"),
				Clock.systemUTC(), (catalog.source() != CatalogSource.LIVE) ? snapshot.catalog() : null);
	}

	@Bean
	ResidencyPolicy residencyPolicy(ModelDeclarations declarations) {
		return declarations.residency();
	}

	@Bean
	ModelBindings crossRegionModelBindings(ConfigurableListableBeanFactory beanFactory,
			CrossRegionProperties properties) {
		return new ModelBindings(beanFactory, properties.allModels().keySet());
	}

	@Bean
	LifecycleDetails crossRegionLifecycleDetails(CrossRegionProperties properties) {
		return new LifecycleDetails(
				PropertyChecks.notNegative(CrossRegionProperties.PREFIX + ".catalog.end-of-life-warning",
						properties.catalog().endOfLifeWarning(), "90d"),
				Clock.systemUTC());
	}

	@Bean
	PriceList crossRegionPriceList(CrossRegionProperties properties, BundledSnapshot snapshot) {
		return PriceReport.list(properties, snapshot);
	}

	@Bean
	LifecycleReport crossRegionLifecycleReport(LifecycleDetails details, ModelBindings bindings) {
		return new LifecycleReport(details, bindings::isBound);
	}

	@Bean
	RoutePlans routePlans(ModelDeclarations declarations, InferenceProfileCatalog catalog, BundledSnapshot snapshot,
			BedrockConnection connection, CrossRegionProperties properties, ModelBindings bindings,
			DefaultSourceRegion sourceRegion, LifecycleReport lifecycles, PriceList prices) {
		RoutePlans plans = DeclarationDryRun.reporting(
				() -> new DeclarationDryRun(properties, snapshot, catalog, sourceRegion::get),
				() -> PlanFactory.plan(declarations, catalog, snapshot, Clock.systemUTC()));
		new ModelParameterChecks(snapshot::facts).check(properties, plans);
		PlanReport.write(plans, bindings, snapshot.regions());
		lifecycles.start(plans);
		PriceReport.write(plans, bindings, prices);
		ReservationReport.write(plans, bindings, properties, snapshot);
		ConnectionReport.write(connection, declarations.sourceRegions(), catalog instanceof LiveInferenceProfileCatalog,
				isServiceQuotas(properties),
				declarations.declarations().stream().anyMatch((model) -> model.residency().isLimited()));
		return plans;
	}

	@Bean
	RouteStateRegistry crossRegionRouteStates() {
		return new RouteStateRegistry(Clock.systemUTC());
	}

	@Bean
	EvidenceRefresh crossRegionEvidenceRefresh(CrossRegionProperties properties, InferenceProfileCatalog catalog,
			RoutePlans plans, LifecycleReport lifecycles, ApplicationEventPublisher events) {
		Duration interval = PropertyChecks.notNegative(CrossRegionProperties.PREFIX + ".catalog.refresh-interval",
				properties.catalog().refreshInterval(), "6h");
		LiveInferenceProfileCatalog live = (catalog instanceof LiveInferenceProfileCatalog own) ? own : null;
		boolean fixed = catalog instanceof EvidenceCatalog;
		return new EvidenceRefresh((live != null) ? live::refresh : () -> {
		}, (live != null) ? live::failures : List::of, plans, lifecycles, events,
				(properties.catalog().maxAge() != null && !fixed) ? RefreshSchedule.opening(interval)
						: new RefreshSchedule((fixed) ? Duration.ZERO : interval));
	}

	@Bean
	QuotaRefresh crossRegionQuotaRefresh(CrossRegionProperties properties, ObjectProvider<QuotaSource> source,
			RegionalClients clients, BundledSnapshot snapshot, RoutePlans plans, RouteStateRegistry states) {
		Duration interval = PropertyChecks.notNegative(CrossRegionProperties.PREFIX + ".catalog.refresh-interval",
				properties.catalog().refreshInterval(), "6h");
		return new QuotaRefresh(
				source.getIfAvailable(
						() -> (isServiceQuotas(properties)) ? new ServiceQuotasSource(clients, snapshot) : null),
				plans, states, new RefreshSchedule(interval), new QuotaReport(properties));
	}

	private static boolean isServiceQuotas(CrossRegionProperties properties) {
		return properties.quotas().source() == CrossRegionProperties.Quotas.Source.SERVICE_QUOTAS;
	}

}
