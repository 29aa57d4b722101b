package dev.crossregion.bedrock.emulator;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Calls Converse over one HTTP/1.1 connection that it keeps, with nothing of the SDK in
 * between, so that it costs as little as it can.
 */
final class RawCaller implements AutoCloseable {

	private static final byte[] REQUEST = request();

	private final Socket socket;

	private final InputStream input;

	RawCaller(URI uri) throws IOException {
		this.socket = new Socket(uri.getHost(), uri.getPort());
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(120_000);
		this.input = new BufferedInputStream(this.socket.getInputStream(), 1024);
	}

	private static byte[] request() {
		String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],"
				+ "\"inferenceConfig\":{\"maxTokens\":100}}";
		return ("POST /model/eu." + Clients.SONNET.replace(":", "%3A") + "/converse HTTP/1.1\r\nHost: localhost\r\n"
				+ "Authorization: AWS4-HMAC-SHA256 Credential=key/20261123/eu-central-1/bedrock/aws4_request, "
				+ "Signature=0\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
				+ body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	void send() throws IOException {
		this.socket.getOutputStream().write(REQUEST);
	}

	/**
	 * Take an answer to its end.
	 * @return its status
	 * @throws IOException if there is none
	 */
	int receive() throws IOException {
		int status = Integer.parseInt(line().split(" ", 3)[1]);
		int length = 0;
		for (String header = line(); !header.isEmpty(); header = line()) {
			if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(header.indexOf(':') + 1).trim());
			}
		}
		this.input.skipNBytes(length);
		return status;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next < 0) {
				throw new EOFException("The answer has no end");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
