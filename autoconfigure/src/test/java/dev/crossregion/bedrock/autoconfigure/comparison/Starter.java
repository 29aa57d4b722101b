package dev.crossregion.bedrock.autoconfigure.comparison;

import java.net.URI;

import dev.crossregion.bedrock.autoconfigure.BedrockConnectionDetails;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.comparison.Failure.Trait;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An application with the starter and its defaults.
 */
final class Starter implements Client {

	private final AssertableApplicationContext context;

	private final Library library;

	private final CallKind kind;

	private final Question question;

	private Starter(AssertableApplicationContext context, Library library, CallKind kind, Question question) {
		this.context = context;
		this.library = library;
		this.kind = kind;
		this.question = question;
	}

	/**
	 * Run an application, and stop it.
	 * @param stage where its calls go
	 * @param library whose models it calls
	 * @param failure what will go wrong
	 * @param kind how it calls
	 * @param routes its routes
	 * @param question what it asks
	 * @param use uses it
	 */
	static void run(Stage stage, Library library, Failure failure, CallKind kind, Routes routes, Question question,
			Use use) {
		ApplicationContextRunner runner = library.application(Runners.bundled())
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
			.withBean(BedrockConnectionDetails.class, () -> new StageConnection(stage))
			.withPropertyValues(routes.properties());
		if (failure.is(Trait.SILENT)) {
			runner = runner.withPropertyValues("bedrock.cross-region.client.read-timeout=" + Failure.READ_TIMEOUT);
		}
		runner.run((context) -> {
			Starter starter = new Starter(context, library, kind, question);
			use.with(starter);
		});
	}

	@Override
	public Result call() {
		return this.library.ask(this.context, this.kind, this.question);
	}

	/**
	 * Health as an orchestrator asks for it.
	 * @return the status of the model
	 */
	Status health() {
		return this.context.getBean(HealthEndpoint.class).healthForPath("bedrockCrossRegion", "bedrock").getStatus();
	}

	@Override
	public void close() {
		// The runner closes the context.
	}

	/**
	 * What is done with an application.
	 */
	interface Use {

		void with(Starter starter);

	}

	/**
	 * The connection to a stage.
	 *
	 * @param stage the stage
	 */
	private record StageConnection(Stage stage) implements BedrockConnectionDetails {

		@Override
		public URI getEndpoint() {
			return this.stage.endpoint();
		}

		@Override
		public AwsCredentialsProvider getCredentialsProvider() {
			return this.stage.credentials();
		}

	}

}
