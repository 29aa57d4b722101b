package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Sends requests as text over a socket of their own, and reads to the end of the
 * connection.
 */
final class PlainClient {

	static final String SIGNED = "Authorization: AWS4-HMAC-SHA256 Credential=key/20261123/eu-central-1/bedrock/aws4_request,"
			+ " SignedHeaders=host, Signature=0\r\n";

	private PlainClient() {
	}

	static String get(URI uri, String path, String headers) throws IOException {
		return send(uri, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
	}

	static String post(URI uri, String path, String headers, String body) throws IOException {
		return send(uri,
				"POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
						+ "Content-Type: application/json\r\nContent-Length: "
						+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
	}

	static String send(URI uri, String request) throws IOException {
		try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			InputStream input = socket.getInputStream();
			return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

}
