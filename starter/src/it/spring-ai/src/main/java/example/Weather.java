package example;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.stereotype.Component;

@Component
public class Weather {

	@Tool(description = "The weather in a city")
	public String weather(String city) {
		return "light rain, 12 degrees";
	}

}
