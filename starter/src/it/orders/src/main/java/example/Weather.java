package example;

import dev.langchain4j.agent.tool.Tool;

import org.springframework.stereotype.Component;

@Component
public class Weather {

	@Tool("The weather in a city")
	public String weather(String city) {
		return "light rain, 12 degrees";
	}

}
