package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The close of the regional clients while calls are under way, and what calls leave
 * behind.
 */
class RegionalClientsCloseTests {

	private final BedrockEmulator emulator = BedrockEmulator.start();

	private final RegionalClients regions = new RegionalClients(new ClientSettings(this.emulator.uri(), 100,
			Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)),
			Fixtures.CREDENTIALS);

	private final Recording calls = new Recording(
			Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	@Test
	void everyOpenCallFailsOnceAndGoesNoFurther() throws InterruptedException {
		this.emulator.fail(Fault.blackHole());
		List<CompletableFuture<ConverseResponse>> open = openAsyncCalls(20);
		open.addAll(openSyncCalls(20));
		this.regions.close();
		assertThat(open).allSatisfy((call) -> assertThat(call).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(SdkClientException.class)
			.withMessageContaining("The Bedrock clients were closed"));
		await().untilAsserted(() -> assertThat(this.calls.records).hasSize(40));
		assertThat(this.calls.records).allSatisfy((invocation) -> {
			assertThat(invocation.outcome()).isEqualTo(Outcome.ERROR);
			assertThat(invocation.attempts()).hasSize(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatIsBeingSignedAtTheCloseSaysThatTheClientsWereClosed(Api api) {
		assertThatExceptionOfType(SdkClientException.class)
			.isThrownBy(() -> api.converse(this.calls.context, this.regions,
					(request) -> request.overrideConfiguration((override) -> override.credentialsProvider(() -> {
						this.regions.close();
						return Fixtures.CREDENTIALS.resolveCredentials();
					}))))
			.withMessageContaining("The Bedrock clients were closed");
		assertThat(this.calls.only().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(this.calls.only().attempts()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aCallAfterTheCloseSaysThatTheClientsWereClosed(Api api) {
		this.regions.close();
		assertThatExceptionOfType(SdkClientException.class)
			.isThrownBy(() -> api.converse(this.calls.context, this.regions, (request) -> {
			}))
			.withMessageContaining("The Bedrock clients were closed");
		assertThat(this.calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	@Test
	void aCallThatNamesNoModelSaysThatTheClientsWereClosed() {
		RoutingBedrockRuntimeClient client = new RoutingBedrockRuntimeClient(this.calls.context, this.regions);
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> client.listAsyncInvokes(
				(request) -> request.overrideConfiguration((override) -> override.credentialsProvider(() -> {
					this.regions.close();
					return Fixtures.CREDENTIALS.resolveCredentials();
				}))))
			.withMessageContaining("The Bedrock clients were closed");
	}

	@Test
	void theCloseIsFarFasterThanThatOfThePlainClientAndLeavesNoThread() {
		BedrockRuntimeAsyncClient plain = BedrockRuntimeAsyncClient.builder()
			.region(Region.EU_CENTRAL_1)
			.endpointOverride(this.emulator.uri())
			.credentialsProvider(Fixtures.CREDENTIALS)
			// The event loops that clients share by default close with the last of them.
			.httpClientBuilder(NettyNioAsyncHttpClient.builder().eventLoopGroupBuilder(SdkEventLoopGroup.builder()))
			.build();
		plain.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION)).join();
		Duration ofThePlain = timed(plain::close);
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		for (Api api : Api.values()) {
			api.converse(this.calls.context, this.regions, (request) -> {
			});
		}
		this.emulator.fail(Fault.throttled().from("eu-central-1").times(1));
		this.emulator.fail(Fault.blackHole());
		openAsyncCalls(5);
		Duration ofOurs = timed(this.regions::close);
		assertThat(ofOurs).as("close of ours, the plain client's took %s", ofThePlain)
			.isLessThan(ofThePlain.dividedBy(4));
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).filteredOn(Thread::isAlive)
			.filteredOn((thread) -> !before.contains(thread))
			.extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("bedrock-") || name.startsWith("sdk-") || name.startsWith("idle-")));
	}

	@Test
	void finishedCallsAreForgottenLongBeforeTheirDeadline() {
		ScheduledThreadPoolExecutor timers = (ScheduledThreadPoolExecutor) this.regions.timers();
		this.emulator.fail(Fault.blackHole());
		CompletableFuture<ConverseResponse> open = openAsyncCalls(1).get(0);
		assertThat(timers.getQueue()).as("the empty task and the deadline of the open call").hasSize(2);
		open.cancel(true);
		this.emulator.clearFaults();
		for (int call = 0; call < 20; call++) {
			for (Api api : Api.values()) {
				api.converse(this.calls.context, this.regions, (request) -> {
				});
			}
		}
		await().untilAsserted(() -> assertThat(timers.getQueue()).as("the empty task").hasSizeLessThan(2));
	}

	private List<CompletableFuture<ConverseResponse>> openAsyncCalls(int count) {
		RoutingBedrockRuntimeAsyncClient client = new RoutingBedrockRuntimeAsyncClient(this.calls.context,
				this.regions);
		return IntStream.range(0, count)
			.mapToObj((call) -> client.converse((request) -> request.modelId("bedrock").messages(Api.QUESTION)))
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private List<CompletableFuture<ConverseResponse>> openSyncCalls(int count) throws InterruptedException {
		CountDownLatch underWay = new CountDownLatch(count);
		RoutingBedrockRuntimeClient client = new RoutingBedrockRuntimeClient(this.calls.context, this.regions);
		List<CompletableFuture<ConverseResponse>> open = new ArrayList<>();
		for (int call = 0; call < count; call++) {
			CompletableFuture<ConverseResponse> response = new CompletableFuture<>();
			open.add(response);
			new Thread(() -> {
				try {
					response.complete(client.converse((request) -> request.modelId("bedrock")
						.messages(Api.QUESTION)
						.overrideConfiguration((override) -> override.credentialsProvider(() -> {
							underWay.countDown();
							return Fixtures.CREDENTIALS.resolveCredentials();
						}))));
				}
				catch (RuntimeException ex) {
					response.completeExceptionally(ex);
				}
			}).start();
		}
		assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
		return open;
	}

	private static Duration timed(Runnable action) {
		long start = System.nanoTime();
		action.run();
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
