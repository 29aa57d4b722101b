package dev.crossregion.bedrock.autoconfigure.recipe;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * The application that the tests of the documentation test.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ BedrockEmulatorAutoConfiguration.class, CrossRegionAutoConfiguration.class,
		LangChain4jAutoConfiguration.class })
class RecipeApplication {

}
