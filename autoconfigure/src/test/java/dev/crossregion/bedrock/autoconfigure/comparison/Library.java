package dev.crossregion.bedrock.autoconfigure.comparison;

import dev.crossregion.bedrock.autoconfigure.springai.SpringAiRunners;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * Whose models an application with the starter calls.
 */
enum Library {

	LANGCHAIN4J {

		@Override
		ApplicationContextRunner application(ApplicationContextRunner runner) {
			return runner;
		}

		@Override
		Result ask(ApplicationContext context, CallKind kind, Question question) {
			return (kind == CallKind.BLOCKING) ? question.ask(context.getBean(ChatModel.class))
					: question.ask(context.getBean(StreamingChatModel.class));
		}

	},

	SPRING_AI {

		@Override
		ApplicationContextRunner application(ApplicationContextRunner runner) {
			return SpringAiRunners.with(runner);
		}

		@Override
		Result ask(ApplicationContext context, CallKind kind, Question question) {
			return question.ask(context.getBean(org.springframework.ai.chat.model.ChatModel.class), kind);
		}

	};

	abstract ApplicationContextRunner application(ApplicationContextRunner runner);

	abstract Result ask(ApplicationContext context, CallKind kind, Question question);

}
