package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.NoSourceRegionException;
import dev.crossregion.bedrock.autoconfigure.properties.ConfigurationFile;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Tries a suggestion: binds a changed file together with the other sources of the
 * environment, and plans it on the snapshot. Makes no call.
 */
public final class ConfigurationTrial {

	private final Environment environment;

	private final @Nullable ConfigurationPropertySource replaced;

	/**
	 * Create a trial.
	 * @param environment the environment
	 * @param replaced the source that a changed file replaces, or {@code null}
	 */
	public ConfigurationTrial(Environment environment, @Nullable ConfigurationPropertySource replaced) {
		this.environment = environment;
		this.replaced = replaced;
	}

	/**
	 * Whether the application can start with a changed file. A file without a source
	 * Region passes if neither system properties nor environment name one.
	 * @param file the changed file
	 * @return {@code false} if it cannot
	 */
	public boolean canStart(ConfigurationFile file) {
		try {
			CrossRegionProperties properties = bind(file);
			BundledSnapshot snapshot = BundledSnapshot.load();
			DeclarationDryRun.plan(properties, snapshot, snapshot.catalog(),
					new DefaultSourceRegion(properties.sourceRegion(), SystemSettingsRegionProvider::new,
							snapshot.regions())::get);
			return true;
		}
		catch (NoSourceRegionException ex) {
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private CrossRegionProperties bind(ConfigurationFile file) {
		MapConfigurationPropertySource changed = new MapConfigurationPropertySource();
		file.values().forEach((name, value) -> changed.put(name.toString(), value));
		List<ConfigurationPropertySource> sources = new ArrayList<>();
		if (this.replaced == null) {
			sources.add(changed);
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			boolean same = this.replaced != null && source.getUnderlyingSource() == this.replaced.getUnderlyingSource();
			sources.add((same) ? changed : source);
		}
		return new Binder(sources, new PropertySourcesPlaceholdersResolver(this.environment)).bindOrCreate(
				CrossRegionProperties.PREFIX, Bindable.of(CrossRegionProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

}
