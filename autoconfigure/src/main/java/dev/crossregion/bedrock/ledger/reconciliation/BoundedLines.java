package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines up to a maximum length. Of a longer one the rest is skipped, not kept.
 */
final class BoundedLines {

	static final int MAX_LENGTH = 1024 * 1024;

	private final InputStream input;

	private final byte[] buffer = new byte[64 * 1024];

	private byte[] line = new byte[8 * 1024];

	private int position;

	private int limit;

	private int length;

	private long number;

	private boolean tooLong;

	BoundedLines(InputStream input) {
		this.input = input;
	}

	/**
	 * Read the next line.
	 * @return {@code false} at the end of the input
	 * @throws IOException if the input cannot be read
	 */
	boolean next() throws IOException {
		this.length = 0;
		this.tooLong = false;
		boolean any = false;
		while (true) {
			if (this.position == this.limit) {
				this.limit = this.input.read(this.buffer);
				this.position = 0;
				if (this.limit <= 0) {
					this.limit = 0;
					this.number += (any) ? 1 : 0;
					return any;
				}
			}
			any = true;
			int end = this.position;
			while (end < this.limit && this.buffer[end] != '\n') {
				end++;
			}
			add(end - this.position);
			if (end < this.limit) {
				this.position = end + 1;
				this.number++;
				return true;
			}
			this.position = end;
		}
	}

	private void add(int count) {
		if (this.tooLong || this.length + count > MAX_LENGTH) {
			this.tooLong = true;
			return;
		}
		if (this.length + count > this.line.length) {
			this.line = Arrays.copyOf(this.line, Math.max(this.line.length * 2, this.length + count));
		}
		System.arraycopy(this.buffer, this.position, this.line, this.length, count);
		this.length += count;
	}

	/**
	 * The bytes of the line, from the first to {@link #length()}.
	 * @return an array that the next line overwrites
	 */
	byte[] bytes() {
		return this.line;
	}

	int length() {
		return this.length;
	}

	/**
	 * The number of the line.
	 * @return the number, from 1
	 */
	long number() {
		return this.number;
	}

	boolean isTooLong() {
		return this.tooLong;
	}

}
