package dev.crossregion.bedrock.autoconfigure.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.comparison.Failure.Trait;

/**
 * Runs every failure against every client. Most of the time is spent in pauses between
 * attempts, so many run at the same time, each with a server of its own.
 */
final class Comparison implements AutoCloseable {

	private static final int AT_THE_SAME_TIME = 16;

	private static final Question QUESTION = new Question("eu." + Runners.SONNET,
			"You said: Good morning. This answer comes from an emulator, so it knows nothing more about that.");

	private static final Failure NOTHING = Failure.of("nothing", (stage) -> {
	});

	private final ExecutorService threads = Executors.newFixedThreadPool(AT_THE_SAME_TIME);

	private final List<Stage> stages = new ArrayList<>();

	private final BlockingQueue<Stage> free = new ArrayBlockingQueue<>(AT_THE_SAME_TIME);

	Comparison() {
		for (int index = 0; index < AT_THE_SAME_TIME; index++) {
			this.stages.add(new Stage());
		}
		this.free.addAll(this.stages);
	}

	/**
	 * Run failures against all clients.
	 * @param failures the failures
	 * @return the table, in the order of the failures
	 */
	List<Row> run(List<Failure> failures) {
		warmUp();
		// First what takes longest, so that nothing is left to wait for at the end.
		List<Baseline> baselines = failures.stream()
			.flatMap((failure) -> failure.calls().stream().map((kind) -> baseline(failure, kind)))
			.toList();
		List<CompletableFuture<Row>> rows = baselines.stream()
			.flatMap((baseline) -> baseline.failure().routes().stream().map((routes) -> row(baseline, routes)))
			.toList();
		return rows.stream().map(CompletableFuture::join).toList();
	}

	private Baseline baseline(Failure failure, CallKind kind) {
		return new Baseline(failure, kind, onAStage((stage) -> plain(stage, Contender.SDK, failure, kind)),
				onAStage((stage) -> plain(stage, Contender.LANGCHAIN4J, failure, kind)),
				onAStage((stage) -> plain(stage, Contender.SPRING_AI, failure, kind)));
	}

	private CompletableFuture<Row> row(Baseline baseline, Routes routes) {
		CompletableFuture<Recovery> starter = onAStage(
				(stage) -> starter(stage, Library.LANGCHAIN4J, baseline.failure(), baseline.kind(), routes));
		CompletableFuture<Recovery> springAi = onAStage(
				(stage) -> starter(stage, Library.SPRING_AI, baseline.failure(), baseline.kind(), routes));
		return CompletableFuture.allOf(baseline.sdk(), baseline.langChain4j(), baseline.springAi(), starter, springAi)
			.thenApply((all) -> new Row(baseline.failure(), baseline.kind(), routes, baseline.sdk().join(),
					baseline.langChain4j().join(), baseline.springAi().join(), starter.join(), springAi.join()));
	}

	// What takes long the first time must not be taken for a silent server.
	private void warmUp() {
		for (CallKind kind : CallKind.values()) {
			for (Contender contender : Contender.values()) {
				onAStage((stage) -> plain(stage, contender, NOTHING, kind)).join();
			}
			for (Library library : Library.values()) {
				onAStage((stage) -> starter(stage, library, NOTHING, kind, Routes.ONE)).join();
			}
		}
	}

	private <T> CompletableFuture<T> onAStage(Function<Stage, T> run) {
		return CompletableFuture.supplyAsync(() -> {
			// There are as many stages as threads, so one is free.
			Stage stage = this.free.remove();
			try {
				return run.apply(stage);
			}
			finally {
				stage.clear();
				this.free.add(stage);
			}
		}, this.threads);
	}

	private static Observation plain(Stage stage, Contender contender, Failure failure, CallKind kind) {
		try (Client client = contender.open(stage, failure, kind, QUESTION)) {
			if (failure.is(Trait.ON_AN_OPEN_CONNECTION)) {
				client.call();
			}
			failure.begin().accept(stage);
			return Observation.of(stage, client);
		}
	}

	private static Recovery starter(Stage stage, Library library, Failure failure, CallKind kind, Routes routes) {
		AtomicReference<Recovery> recovery = new AtomicReference<>();
		Starter.run(stage, library, failure, kind, routes, QUESTION, (starter) -> {
			if (failure.is(Trait.ON_AN_OPEN_CONNECTION)) {
				starter.call();
			}
			recovery.set(Recovery.of(stage, starter, failure));
		});
		return recovery.get();
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.stages.forEach(Stage::close);
	}

	/**
	 * What the others make of a failure, whatever the routes of the starter are.
	 *
	 * @param failure the failure
	 * @param kind how it is called
	 * @param sdk the AWS SDK
	 * @param langChain4j LangChain4j
	 * @param springAi Spring AI
	 */
	private record Baseline(Failure failure, CallKind kind, CompletableFuture<Observation> sdk,
			CompletableFuture<Observation> langChain4j, CompletableFuture<Observation> springAi) {

	}

}
