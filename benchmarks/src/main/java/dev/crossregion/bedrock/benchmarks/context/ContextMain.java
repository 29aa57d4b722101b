package dev.crossregion.bedrock.benchmarks.context;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;

import com.sun.management.OperatingSystemMXBean;
import dev.crossregion.bedrock.benchmarks.process.ChildJvm;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts an application, makes a blocking and a streaming call, closes it, and reports
 * the durations.
 *
 * @since 0.1.0
 */
public final class ContextMain {

	static final String MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	static final String PROFILE = "eu." + MODEL;

	static final String ENDPOINT = "hand-written.endpoint";

	static final String START = "start";

	static final String START_CPU = "start-cpu";

	static final String CALLS = "calls";

	static final String CLOSE = "close";

	private ContextMain() {
	}

	/**
	 * Run one application.
	 * @param args the name of the variant and the endpoint
	 */
	public static void main(String[] args) {
		Variant variant = Variant.valueOf(args[0]);
		SpringApplicationBuilder application = new SpringApplicationBuilder(variant.application())
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(variant.properties(args[1]));
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		long cpu = system.getProcessCpuTime();
		long begin = System.nanoTime();
		ConfigurableApplicationContext context = application.run();
		long started = System.nanoTime();
		long cpuOfStart = system.getProcessCpuTime() - cpu;
		context.getBean(ChatModel.class).chat("Hello");
		stream(context.getBean(StreamingChatModel.class));
		long called = System.nanoTime();
		context.close();
		long closed = System.nanoTime();
		ChildJvm.report(START, started - begin);
		ChildJvm.report(START_CPU, cpuOfStart);
		ChildJvm.report(CALLS, called - started);
		ChildJvm.report(CLOSE, closed - called);
		System.exit(0);
	}

	private static void stream(StreamingChatModel model) {
		CompletableFuture<ChatResponse> response = new CompletableFuture<>();
		model.chat("Hello", new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				// Only the end is measured.
			}

			@Override
			public void onCompleteResponse(ChatResponse complete) {
				response.complete(complete);
			}

			@Override
			public void onError(Throwable error) {
				response.completeExceptionally(error);
			}

		});
		response.join();
	}

}
