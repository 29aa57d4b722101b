package dev.crossregion.bedrock.autoconfigure;

import java.net.URI;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@ExtendWith(OutputCaptureExtension.class)
class CrossRegionAutoConfigurationTests {

	private static final String SONNET = Runners.SONNET;

	private final ApplicationContextRunner runner = Runners.bundled();

	@Test
	void fiveLinesMakeEverything() {
		this.runner.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(ChatModel.class)
			.hasSingleBean(StreamingChatModel.class)
			.hasSingleBean(BedrockRuntimeClient.class)
			.hasSingleBean(BedrockRuntimeAsyncClient.class)
			.hasBean("bedrockChatModel")
			.hasBean("bedrockStreamingChatModel")
			.hasBean("crossRegionBedrockRuntimeClient")
			.hasBean("crossRegionBedrockRuntimeAsyncClient")
			.hasBean("crossRegionAwsRegionProvider")
			.hasBean("inferenceProfileCatalog")
			.hasBean("residencyPolicy")
			.hasBean("routePlans"));
	}

	@Test
	void everyModelHasOneBeanOfEachKind() {
		this.runner
			.withPropertyValues("bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.models.worldwide.model-id=" + SONNET,
					"bedrock.cross-region.models.worldwide.mode=global")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanNamesForType(ChatModel.class)).containsExactlyInAnyOrder("bedrockChatModel",
						"fastChatModel", "worldwideChatModel");
				assertThat(context.getBeanNamesForType(StreamingChatModel.class)).containsExactlyInAnyOrder(
						"bedrockStreamingChatModel", "fastStreamingChatModel", "worldwideStreamingChatModel");
				assertThat(context.getBean("fastChatModel")).isInstanceOf(BedrockChatModel.class);
				assertThat(
						context.getBean("fastChatModel", BedrockChatModel.class).defaultRequestParameters().modelName())
					.isEqualTo("eu.amazon.nova-lite-v1:0");
				assertThat(context.getBean("worldwideStreamingChatModel", BedrockStreamingChatModel.class)
					.defaultRequestParameters()
					.modelName()).isEqualTo("global." + SONNET);
			});
	}

	@Test
	void plansSayWhatWasBound() {
		this.runner.withPropertyValues("bedrock.cross-region.residency.allow=eu").run((context) -> {
			assertThat(context.getBean(RoutePlans.class).all().get("bedrock").routes()).singleElement()
				.satisfies((route) -> assertThat(route.modelId()).isEqualTo("eu." + SONNET))
				.satisfies((route) -> assertThat(route.destinations().codes()).hasSize(6));
			assertThat(context.getBean(ResidencyPolicy.class)).hasToString("allow [EU], deny []");
			assertThat(context.getBean(InferenceProfileCatalog.class).from(new RegionCode("eu-central-1"))).isPresent();
		});
	}

	@Test
	void everyStartLogsTheResidencyLimit(CapturedOutput output) {
		this.runner
			.withPropertyValues("bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.models.fast.residency.allow=EEA")
			.run((context) -> assertThat(output)
				.contains("Model 'bedrock': eu." + SONNET + " from eu-central-1 runs in eu-central-1, eu-north-1, ")
				.contains("residency: none")
				.contains("Model 'fast': eu.amazon.nova-lite-v1:0 from eu-central-1")
				.contains("residency: allow [EEA]"));
	}

	@Test
	void residencyTakesRegionsThatAreNewAndNamesSimilarOnes(CapturedOutput output) {
		this.runner.withPropertyValues("bedrock.cross-region.residency.allow=EU,eu-central-3")
			.run((context) -> assertThat(output).contains("WARN")
				.contains("'eu-central-3', which is not in the table of Regions")
				.contains("eu-central-1"));
	}

	@Test
	void evidenceThatDoesNotProveInRegionIsLogged(CapturedOutput output) {
		this.runner.withPropertyValues("bedrock.cross-region.chat-model.mode=in-region")
			.run((context) -> assertThat(output)
				.contains("no evidence says whether " + SONNET + " from eu-central-1 can be called"));
	}

	@Test
	void disabledStarterCreatesNoBeans() {
		this.runner.withPropertyValues("bedrock.cross-region.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ChatModel.class)
				.doesNotHaveBean(BedrockRuntimeClient.class)
				.doesNotHaveBean(AwsRegionProvider.class)
				.doesNotHaveBean(RoutePlans.class)
				.doesNotHaveBean("bedrockCrossRegionHealthContributor"));
	}

	@ParameterizedTest
	@ValueSource(classes = { Apache5HttpClient.class, NettyNioAsyncHttpClient.class, UrlConnectionHttpClient.class,
			BedrockClient.class, BedrockRuntimeClient.class })
	void withoutAJarOfTheSdkThereIsNothing(Class<?> missing) {
		this.runner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("routePlans")
				.doesNotHaveBean("bedrockChatModel"));
	}

	@Test
	void withoutLangChain4jThereAreClientsAlone() {
		this.runner.withClassLoader(new FilteredClassLoader("dev.langchain4j"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("crossRegionBedrockRuntimeClient")
				.hasBean("routePlans")
				.doesNotHaveBean("bedrockChatModel"));
	}

	@Test
	void withoutAnyModelTheApplicationStartsAndEveryRequestIsRefused() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withBean(AwsRegionProvider.class, () -> () -> {
				throw new IllegalStateException("Nobody needs a Region");
			})
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ChatModel.class);
				assertThatExceptionOfType(RouteRefusedException.class)
					.isThrownBy(() -> context.getBean(BedrockRuntimeClient.class)
						.converse((request) -> request.modelId(SONNET)))
					.withMessageContaining("no model is configured");
				assertThat(
						context.getBean(BedrockRuntimeAsyncClient.class).converse((request) -> request.modelId(SONNET)))
					.isCompletedExceptionally();
				assertThatExceptionOfType(RouteRefusedException.class)
					.isThrownBy(() -> context.getBean(BedrockRuntimeClient.class)
						.applyGuardrail((request) -> request.guardrailIdentifier("a1b2c3d4e5f6")))
					.withMessageContaining("no model is configured");
				assertThat(context.getBean(BedrockRuntimeAsyncClient.class).listAsyncInvokes((request) -> {
				})).isCompletedExceptionally();
			});
	}

	@Test
	void chatModelsBackOffForBeansOfTheirNames() {
		BedrockChatModel own = BedrockChatModel.builder().client(new UnusedClient()).modelId("own").build();
		this.runner.withBean("bedrockChatModel", ChatModel.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(ChatModel.class)
				.hasSingleBean(StreamingChatModel.class)
				.getBean("bedrockChatModel")
				.isSameAs(own));
	}

	@Test
	void clientsBackOffForBeansOfTheirNamesWithAWarning(CapturedOutput output) {
		UnusedClient own = new UnusedClient();
		this.runner.withBean("crossRegionBedrockRuntimeClient", BedrockRuntimeClient.class, () -> own)
			.run((context) -> {
				assertThat(context).hasSingleBean(BedrockRuntimeClient.class)
					.hasSingleBean(ChatModel.class)
					.getBean(BedrockRuntimeClient.class)
					.isSameAs(own);
				assertThat(output)
					.contains("Bean 'crossRegionBedrockRuntimeClient' is a Bedrock client of its own: its calls are "
							+ "not routed");
			});
	}

	@Test
	void otherClientsAreUnchangedAndReportedAsNotRouted(CapturedOutput output) {
		UnusedClient own = new UnusedClient();
		this.runner.withBean("ownClient", BedrockRuntimeClient.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().hasBean("crossRegionBedrockRuntimeClient");
			assertThat(context.getBean(BedrockRuntimeClient.class)).isSameAs(own);
			assertThat(context.getBean("crossRegionBedrockRuntimeClient"))
				.isInstanceOf(RoutingBedrockRuntimeClient.class);
			assertThat(output).contains("Bean 'ownClient' is a Bedrock client of its own")
				.doesNotContain("Bean 'crossRegionBedrockRuntimeClient'");
		});
	}

	@Test
	void asyncClientOfTheUserIsTheOneThatIsInjected() {
		BedrockRuntimeAsyncClient own = new BedrockRuntimeAsyncClient() {

			@Override
			public String serviceName() {
				return "own";
			}

			@Override
			public void close() {
			}

		};
		this.runner.withBean("ownClient", BedrockRuntimeAsyncClient.class, () -> own).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(BedrockRuntimeAsyncClient.class)).isSameAs(own);
			assertThat(context.getBean("crossRegionBedrockRuntimeAsyncClient"))
				.isInstanceOf(RoutingBedrockRuntimeAsyncClient.class);
		});
	}

	@Test
	void withoutOtherClientsNothingIsSaid(CapturedOutput output) {
		this.runner.run((context) -> {
			assertThat(context.getBean(BedrockRuntimeAsyncClient.class))
				.isInstanceOf(RoutingBedrockRuntimeAsyncClient.class);
			assertThat(output).doesNotContain("client of its own");
		});
	}

	@Test
	void catalogBacksOffForABeanOfTheApplication() {
		InferenceProfileCatalog own = BundledSnapshot.load().catalog();
		this.runner.withBean("ownCatalog", InferenceProfileCatalog.class, () -> own)
			.run((context) -> assertThat(context).hasNotFailed().getBean(InferenceProfileCatalog.class).isSameAs(own));
	}

	@Test
	void regionProviderAnswersTheSourceRegion() {
		this.runner.run((context) -> assertThat(context.getBean(AwsRegionProvider.class).getRegion())
			.isEqualTo(Region.EU_CENTRAL_1));
	}

	@Test
	void regionProviderOfTheUserIsUsed() {
		withoutSourceRegion().withBean(AwsRegionProvider.class, () -> () -> Region.EU_WEST_2).run((context) -> {
			assertThat(context).doesNotHaveBean("crossRegionAwsRegionProvider");
			assertThat(sourceRegions(context.getBean(RoutePlans.class))).containsExactly("eu-west-2");
		});
	}

	@Test
	void sourceRegionWinsOverTheProviderOfTheUser() {
		this.runner.withBean(AwsRegionProvider.class, () -> () -> Region.EU_WEST_2)
			.run((context) -> assertThat(sourceRegions(context.getBean(RoutePlans.class)))
				.containsExactly("eu-central-1"));
	}

	@Test
	void regionChainOfTheSdkIsUsedLast() {
		withoutSourceRegion().withSystemProperties("aws.region=eu-north-1")
			.run((context) -> assertThat(sourceRegions(context.getBean(RoutePlans.class)))
				.containsExactly("eu-north-1"));
	}

	@Test
	void noRegionIsLookedUpWhenEveryRouteHasOne() {
		withoutSourceRegion().withPropertyValues("bedrock.cross-region.chat-model.source-region=eu-west-1")
			.withBean(AwsRegionProvider.class, () -> () -> {
				throw new IllegalStateException("Nobody needs a Region");
			})
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static ApplicationContextRunner withoutSourceRegion() {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.chat-model.model-id=" + SONNET);
	}

	private static List<String> sourceRegions(RoutePlans plans) {
		return plans.all()
			.values()
			.stream()
			.flatMap((plan) -> plan.routes().stream())
			.map((route) -> route.sourceRegion().value())
			.toList();
	}

	@Test
	void credentialsOfTheUserAreUsed() {
		AwsCredentialsProvider own = AnonymousCredentialsProvider.create();
		this.runner.withBean(AwsCredentialsProvider.class, () -> own)
			.run((context) -> assertThat(context.getBean(BedrockConnection.class).credentials()).isSameAs(own));
	}

	@Test
	void withoutCredentialsTheChainOfTheSdkIsUsed() {
		this.runner.run((context) -> assertThat(context.getBean(BedrockConnection.class).credentials())
			.isInstanceOf(DefaultCredentialsProvider.class));
	}

	@Test
	void connectionDetailsWinOverProperties() {
		AwsCredentialsProvider credentials = StaticCredentialsProvider
			.create(AwsBasicCredentials.create("details", "details"));
		this.runner.withPropertyValues("bedrock.cross-region.client.endpoint-override=http://properties:1")
			.withBean(AwsCredentialsProvider.class, AnonymousCredentialsProvider::create)
			.withBean(BedrockConnectionDetails.class, () -> new BedrockConnectionDetails() {

				@Override
				public URI getEndpoint() {
					return URI.create("http://details:2");
				}

				@Override
				public AwsCredentialsProvider getCredentialsProvider() {
					return credentials;
				}

			})
			.run((context) -> {
				BedrockConnection connection = context.getBean(BedrockConnection.class);
				assertThat(connection.settings().endpointOverride()).isEqualTo(URI.create("http://details:2"));
				assertThat(connection.credentials()).isSameAs(credentials);
			});
	}

	@Test
	void endpointComesFromTheProperties() {
		this.runner.withPropertyValues("bedrock.cross-region.client.endpoint-override=http://properties:1")
			.run((context) -> assertThat(context.getBean(BedrockConnection.class).settings().endpointOverride())
				.isEqualTo(URI.create("http://properties:1")));
	}

	@Test
	void clientsAreClosedWithTheContext() {
		RegionalClients[] clients = new RegionalClients[1];
		this.runner.run((context) -> clients[0] = context.getBean(RegionalClients.class));
		assertThatIllegalStateException().isThrownBy(() -> clients[0].runtime(new RegionCode("eu-central-1")));
	}

	@Test
	void lazyInitializationDoesNotHideWhatCannotBeMet() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("bedrock.cross-region.geography=jp")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(UnmetDeclarationException.class));
	}

	@Test
	void defaultsAreThoseOfTheContract() {
		CrossRegionProperties properties = new Binder().bindOrCreate(CrossRegionProperties.PREFIX,
				CrossRegionProperties.class);
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.mode()).isNull();
		assertThat(properties.allModels()).isEmpty();
		assertThat(properties.catalog())
			.hasToString("Catalog[source=live-or-bundled, timeout=PT3S, refreshInterval=PT6H, maxAge=null, "
					+ "endOfLifeWarning=PT2160H]");
		assertThat(properties.routing())
			.hasToString("Routing[strategy=ORDERED, deadline=PT20M, maxWait=PT5S, maxAttempts=6]");
		assertThat(properties.client()).hasToString("Client[endpointOverride=null, maxConnections=1000, "
				+ "connectTimeout=PT2S, readTimeout=PT10M, firstTokenTimeout=PT1M, stallTimeout=PT1M]");
		assertThat(properties.residency()).hasToString("Residency[allow=null, deny=null, retention=null]");
	}

	/** Fails when it is called. */
	private static final class UnusedClient implements BedrockRuntimeClient {

		@Override
		public String serviceName() {
			return "bedrock";
		}

		@Override
		public void close() {
		}

	}

}
