package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.client.Fixtures;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAlive}. On Windows the JDK cannot set these times in every
 * version.
 */
@DisabledOnOs(OS.WINDOWS)
class KeepAliveTests {

	@Test
	void staysBelowTheTimeAfterWhichGatewaysForget() {
		assertThat(KeepAlive.IDLE).isLessThan(350);
		assertThat(KeepAlive.INTERVAL).isLessThan(350);
	}

	@Test
	@SuppressWarnings("deprecation")
	void connectionsOfStreamsHaveIt() throws Exception {
		List<NioSocketChannel> channels = new CopyOnWriteArrayList<>();
		NioEventLoopGroup loops = new NioEventLoopGroup(1, new DefaultThreadFactory("keep-alive-test", true));
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			ClientSettings settings = Fixtures.settings(emulator.uri());
			ClientAccess plain = ClientAccess.of(settings, Fixtures.CREDENTIALS);
			ClientAccess access = new ClientAccess(plain.endpoints(), plain.credentials(), null, List.of(),
					List.of((builder) -> builder.eventLoopGroup(SdkEventLoopGroup.create(loops, () -> {
						NioSocketChannel channel = new NioSocketChannel();
						channels.add(channel);
						return channel;
					}))));
			try (RegionalClients clients = new RegionalClients(settings, access)) {
				clients.runtimeAsync(Fixtures.FRANKFURT)
					.converse((request) -> request.modelId(Fixtures.EU_PROFILE))
					.handle((response, failure) -> channels.size())
					.get(30, TimeUnit.SECONDS);
				assertThat(channels).isNotEmpty().allSatisfy((channel) -> {
					assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
					assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
						.isEqualTo(KeepAlive.IDLE);
					assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)))
						.isEqualTo(KeepAlive.INTERVAL);
				});
			}
		}
		finally {
			loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
	}

	@Test
	void connectionsOfBlockingCallsHaveItBeforeTlsBegins() throws IOException {
		AtomicReference<Integer> idle = new AtomicReference<>();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
			new KeepAlive.Tls((plain, target, port, attachment, context) -> {
				idle.set(plain.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
				return null;
			}).upgrade(socket, "localhost", server.getLocalPort(), null, null);
		}
		assertThat(idle).hasValue(KeepAlive.IDLE);
	}

}
