package dev.crossregion.bedrock.client;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.eventstream.MessageDecoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an open event stream holds inside the SDK. With SDK 2.46 it was 2 MiB, and a
 * thousand streams needed a heap of gigabytes.
 */
class EventStreamDecoderTests {

	private static final int DECODERS = 100;

	@Test
	void aStreamThatHasReceivedNothingHoldsKilobytes() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		MessageDecoder[] decoders = new MessageDecoder[DECODERS];
		decoders[0] = new MessageDecoder();
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int index = 0; index < DECODERS; index++) {
			decoders[index] = new MessageDecoder();
		}
		long each = (threads.getCurrentThreadAllocatedBytes() - before) / DECODERS;
		assertThat(decoders).doesNotContainNull();
		assertThat(each).as("bytes for each decoder").isPositive().isLessThan(64 * 1024);
	}

}
