package dev.crossregion.bedrock.samples.springai;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.stereotype.Component;

/**
 * A tool that the model may call.
 */
@Component
class Weather {

	@Tool(description = "The weather in a city")
	String weather(@ToolParam(description = "the name of the city") String city) {
		return "light rain, 12 degrees";
	}

}
