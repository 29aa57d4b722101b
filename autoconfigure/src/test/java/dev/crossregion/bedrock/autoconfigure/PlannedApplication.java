package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.RegionCode;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/**
 * Plans the declarations of an application on the evidence of a snapshot alone. Documents
 * of the file that belong to a Spring profile are left out.
 */
public final class PlannedApplication {

	private final CrossRegionProperties properties;

	private final Supplier<RegionCode> defaultSourceRegion;

	/**
	 * Read the configuration.
	 * @param file the {@code application.yml}
	 * @param defaultSourceRegion the source Region where none is declared
	 * @throws IOException if the file cannot be read
	 */
	public PlannedApplication(Path file, Supplier<RegionCode> defaultSourceRegion) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		List<PropertySource<?>> documents = new YamlPropertySourceLoader().load(file.toString(),
				new FileSystemResource(file));
		documents.stream()
			.filter((document) -> !document.containsProperty("spring.config.activate.on-profile"))
			.forEach((document) -> environment.getPropertySources().addFirst(document));
		this.properties = Binder.get(environment)
			.bindOrCreate(CrossRegionProperties.PREFIX, CrossRegionProperties.class);
		String declared = this.properties.sourceRegion();
		this.defaultSourceRegion = (declared != null && !declared.isBlank()) ? () -> new RegionCode(declared.strip())
				: defaultSourceRegion;
	}

	/**
	 * Plan all models.
	 * @param snapshot the evidence
	 * @return what each model calls, or why it is refused
	 */
	public Map<String, List<String>> plan(BundledSnapshot snapshot) {
		Map<String, List<String>> plans = new TreeMap<>();
		ModelDeclarations declarations = new ModelDeclarations(this.properties, snapshot, this.defaultSourceRegion);
		RoutePlanner planner = new RoutePlanner(snapshot);
		for (ModelDeclaration declaration : declarations.declarations()) {
			RoutePlan plan = planner.plan(declaration, snapshot.catalog());
			plans.put(declaration.name(),
					Stream
						.concat(plan.routes()
							.stream()
							.map((route) -> route + ", runs in " + String.join(", ", route.destinations().codes())),
								plan.unmet()
									.stream()
									.map((unmet) -> "refused from " + unmet.route().sourceRegion() + ": "
											+ unmet.refusal().describe()))
						.toList());
		}
		return plans;
	}

}
