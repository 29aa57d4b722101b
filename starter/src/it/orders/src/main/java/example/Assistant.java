package example;

import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.spring.AiService;

@AiService
public interface Assistant {

	String answer(String question);

	TokenStream stream(String question);

}
