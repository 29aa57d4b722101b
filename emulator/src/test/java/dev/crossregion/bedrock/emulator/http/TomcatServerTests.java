package dev.crossregion.bedrock.emulator.http;

import java.io.IOException;
import java.net.InetAddress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TomcatServerTests {

	@Test
	void uriOfAnIpV6AddressHasAHost() throws IOException {
		InetAddress address = InetAddress.getByAddress(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 });
		assertThat(TomcatServer.uri(address, 8089).getHost()).isEqualTo("[0:0:0:0:0:0:0:1]");
		assertThat(TomcatServer.uri(InetAddress.getByName("127.0.0.1"), 1)).hasToString("http://127.0.0.1:1");
	}

}
