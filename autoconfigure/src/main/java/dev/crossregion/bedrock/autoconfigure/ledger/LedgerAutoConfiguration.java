package dev.crossregion.bedrock.autoconfigure.ledger;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.unit.DataSize;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the ledger of calls, where the
 * application asks for it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class)
@ConditionalOnBooleanProperty(CrossRegionProperties.LEDGER + ".enabled")
@ConditionalOnBean(RoutePlans.class)
public final class LedgerAutoConfiguration {

	private static final String DIRECTORY = CrossRegionProperties.LEDGER + ".directory";

	private static final String MAX_FILE_SIZE = CrossRegionProperties.LEDGER + ".max-file-size";

	private static final DataSize SMALLEST_FILE = DataSize.ofKilobytes(1);

	// Never lazy: a directory that cannot be written has to stop the start.
	@Bean
	@Lazy(false)
	CallLedger crossRegionCallLedger(CrossRegionProperties properties, RoutePlans plans) {
		CrossRegionProperties.Ledger ledger = properties.ledger();
		if (ledger.maxFileSize().compareTo(SMALLEST_FILE) < 0) {
			throw new InvalidPropertyException(MAX_FILE_SIZE, ledger.maxFileSize(),
					"it must be at least " + SMALLEST_FILE.toKilobytes() + "KB", List.of("64MB"));
		}
		PropertyChecks.atLeastOne(CrossRegionProperties.LEDGER + ".max-history", ledger.maxHistory(), "30");
		try {
			return CallLedger.open(Path.of(ledger.directory()), ledger.maxFileSize().toBytes(), ledger.maxHistory(),
					(model) -> plans.all().get(model));
		}
		catch (IOException | InvalidPathException ex) {
			throw new InvalidPropertyException(DIRECTORY, ledger.directory(),
					"the directory cannot be created or written (" + DisplayText.of(ex.toString()) + ")",
					List.of("/var/lib/bedrock-ledger"));
		}
	}

}
