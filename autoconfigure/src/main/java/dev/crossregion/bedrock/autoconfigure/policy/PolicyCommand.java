package dev.crossregion.bedrock.autoconfigure.policy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.declaration.DeclarationDryRun;
import dev.crossregion.bedrock.autoconfigure.declaration.DefaultSourceRegion;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.autoconfigure.declaration.PlanFactory;
import dev.crossregion.bedrock.autoconfigure.failure.PropertyNames;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.client.connection.BedrockApiKey;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.policy.PolicyDocument;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Prints a policy of the configuration that an application would start with. Plans on the
 * bundled evidence, starts no server, and calls nothing.
 * <p>
 * The first argument is {@code iam}, {@code scp-by-destination} or
 * {@code scp-by-profile-prefix}; the others are those of the application, such as
 * {@code --spring.profiles.active=prod}. Prints the document, or an array of documents
 * where the quota of size takes several. Ends with status 2 for another first argument,
 * and with status 1 and the analysis of the failure when the configuration cannot be
 * planned.
 *
 * @since 0.1.0
 */
public final class PolicyCommand {

	private static final String USAGE = "The first argument must be one of "
			+ List.of(Kind.values()).stream().map(Kind::text).collect(Collectors.joining(", "));

	private PolicyCommand() {
	}

	/**
	 * Print a policy.
	 * @param args the kind of policy, then arguments of the application
	 */
	public static void main(String[] args) {
		System.exit(run(args));
	}

	static int run(String[] args) {
		try {
			Kind.of(new DefaultApplicationArguments(args).getNonOptionArgs());
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			return 2;
		}
		List<String> all = new ArrayList<>(List.of(args));
		all.add("--spring.main.web-application-type=none");
		all.add("--logging.level.root=error");
		try {
			new SpringApplicationBuilder(Runner.class).bannerMode(Banner.Mode.OFF)
				.logStartupInfo(false)
				.run(all.toArray(String[]::new))
				.close();
			return 0;
		}
		catch (RuntimeException ex) {
			// Spring Boot has printed the analysis.
			return 1;
		}
	}

	private static void print(Kind kind, CrossRegionProperties properties, Environment environment) {
		BundledSnapshot snapshot = BundledSnapshot.load();
		DefaultSourceRegion sourceRegion = new DefaultSourceRegion(properties.sourceRegion(),
				() -> new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider()),
				snapshot.regions());
		RoutePlans plans = DeclarationDryRun.reporting(
				() -> new DeclarationDryRun(properties, snapshot, snapshot.catalog(), sourceRegion::get),
				() -> PlanFactory.planOnSnapshot(
						ModelDeclarations.of(properties, environment, snapshot, sourceRegion::get), snapshot,
						Clock.systemUTC()));
		boolean apiKey = BedrockApiKey.ofEnvironment().isPresent();
		CompiledPolicies compiled = new CompiledPolicies(plans.all().values(),
				CompiledPolicies.needs(properties, plans.all().keySet(), apiKey), snapshot.regions(), true);
		List<PolicyDocument> documents = switch (kind) {
			case IAM -> compiled.iam();
			case SCP_BY_DESTINATION -> compiled.scpByDestination();
			case SCP_BY_PROFILE_PREFIX -> compiled.scpByProfilePrefix();
		};
		String text = documents.stream().map(PolicyDocument::toJson).collect(Collectors.joining(",\n"));
		System.out.println((documents.size() == 1) ? text : "[" + text + "]");
	}

	/**
	 * The kinds of policies.
	 */
	enum Kind {

		IAM, SCP_BY_DESTINATION, SCP_BY_PROFILE_PREFIX;

		String text() {
			return PropertyNames.value(this);
		}

		static Kind of(List<String> arguments) {
			return List.of(values())
				.stream()
				.filter((kind) -> !arguments.isEmpty() && kind.text().equals(arguments.get(0)))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException(
						(arguments.isEmpty()) ? USAGE : USAGE + ", and it is '" + arguments.get(0) + "'"));
		}

	}

	/**
	 * Prints the policy once the configuration is bound.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(CrossRegionProperties.class)
	static class Runner {

		@Bean
		ApplicationRunner crossRegionPolicyRunner(CrossRegionProperties properties, Environment environment) {
			return (arguments) -> print(Kind.of(arguments.getNonOptionArgs()), properties, environment);
		}

	}

}
