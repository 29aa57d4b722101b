package dev.crossregion.bedrock.samples.quickstart;

import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;

/**
 * An AI service of LangChain4j. With two models in the context it has to name one.
 */
@AiService(wiringMode = AiServiceWiringMode.EXPLICIT, chatModel = "bedrockChatModel")
interface Assistant {

	@SystemMessage("You answer in one short paragraph.")
	String answer(String question);

}
