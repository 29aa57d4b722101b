package dev.crossregion.bedrock.emulator;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at the frames of HTTP/2 themselves, because the SDK takes a stream that is reset
 * after its first events for a complete one.
 */
class ResetStreamTests {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int RST_STREAM = 3;

	private static final int SETTINGS = 4;

	private static final int GOAWAY = 7;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	@ParameterizedTest
	@ValueSource(ints = { 0, 20 })
	void streamIsResetAndItsConnectionStaysOpen(int pace) throws IOException {
		try (BedrockEmulator emulator = BedrockEmulator.builder().pace(Duration.ofMillis(pace)).start();
				Socket socket = new Socket(emulator.uri().getHost(), emulator.port())) {
			socket.setSoTimeout(60_000);
			emulator.fail(Fault.resetStream(3).times(1));
			DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
			out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
			frame(out, SETTINGS, 0, 0, new byte[0]);
			DataInputStream in = new DataInputStream(socket.getInputStream());
			call(out, 1);
			assertThat(frames(in, 1)).last().isEqualTo(RST_STREAM);
			call(out, 3);
			assertThat(frames(in, 3)).last().isEqualTo(DATA);
			assertThat(emulator.journal().entries()).extracting(JournalEntry::completed).containsExactly(false, true);
		}
	}

	private static void call(DataOutputStream out, int stream) throws IOException {
		ByteArrayOutputStream headers = new ByteArrayOutputStream();
		header(headers, ":method", "POST");
		header(headers, ":scheme", "http");
		header(headers, ":authority", "localhost");
		header(headers, ":path", "/model/eu." + Clients.SONNET.replace(":", "%3A") + "/converse-stream");
		header(headers, "authorization",
				"AWS4-HMAC-SHA256 Credential=key/20261123/eu-central-1/bedrock/aws4_request, Signature=0");
		frame(out, HEADERS, END_HEADERS, stream, headers.toByteArray());
		frame(out, DATA, END_STREAM, stream, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}"
			.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	// A literal that is not indexed; its lengths fit in seven bits.
	private static void header(ByteArrayOutputStream out, String name, String value) {
		out.write(0);
		for (String text : new String[] { name, value }) {
			assertThat(text).hasSizeLessThan(127);
			out.write(text.length());
			out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
		}
	}

	private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
			throws IOException {
		out.writeInt((payload.length << 8) | type);
		out.writeByte(flags);
		out.writeInt(stream);
		out.write(payload);
	}

	/**
	 * The types of a stream's frames, until it ends.
	 * @param in the connection
	 * @param stream the stream
	 * @return the types
	 * @throws IOException if the connection ends
	 */
	private static List<Integer> frames(DataInputStream in, int stream) throws IOException {
		List<Integer> types = new ArrayList<>();
		while (true) {
			int lengthAndType = in.readInt();
			int type = lengthAndType & 0xff;
			int flags = in.readUnsignedByte();
			int id = in.readInt();
			in.skipNBytes(lengthAndType >>> 8);
			assertThat(type).isNotEqualTo(GOAWAY);
			if (id == stream) {
				types.add(type);
				if (type == RST_STREAM || (type == DATA && flags == END_STREAM)) {
					return types;
				}
			}
		}
	}

}
