package dev.crossregion.bedrock.profile;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Text around an ID that Amazon Bedrock does not accept: quotes, encodings, and the
 * prefixes and suffixes of other tools.
 *
 * @param pattern matches the whole text including the decoration
 * @param plain returns the text without the decoration, or {@code null} if the match is
 * not a decoration
 * @param finding describes the decoration
 */
record Decoration(Pattern pattern, BiFunction<MatchResult, KnownModels, @Nullable String> plain,
		Function<MatchResult, String> finding) {

	private static final String RESOURCE_TYPES = "foundation-model|inference-profile|application-inference-profile";

	/** Words by which other tools select Bedrock as the provider. */
	private static final String TOOL = "(?:[a-z0-9]+[-_])*bedrock(?:[-_][a-z]+)*|aws|amazon|litellm|openrouter"
			+ "|opencode|vercel|converse|converse_like|invoke|chat";

	/** The tools that use a word, for words that not all tools share. */
	private static final Map<String, String> TOOLS = Map.of("converse", "LiteLLM", "converse_like", "LiteLLM", "invoke",
			"LiteLLM", "bedrock_converse", "LangChain", "amazon-bedrock", "opencode and the Vercel AI SDK",
			"openrouter", "OpenRouter", "litellm", "LiteLLM", "bedrock", "LiteLLM and other tools");

	/**
	 * A slash or colon instead of the dot after the provider. The ID without it may not
	 * exist.
	 */
	static final Decoration SEPARATOR = new Decoration(pattern("(?i)((?!arn:)[\\w.-]+)[/:]((?!/)[^/:\\s][^/\\s]*)"),
			(match, known) -> afterProvider(match, known), (match) -> "a dot separates the parts of an ID, not '"
					+ match.group().charAt(match.group(1).length()) + "'");

	/**
	 * All decorations, in the order in which they are removed.
	 */
	static final List<Decoration> ALL = List.of(
			of("[+\\s\\p{Cf}\\p{Zs}\"'`\u00b4\u2018-\u201f\u00ab\u00bb<>(){},;]+(.*)", "it stands in quotes or blanks"),
			of("(.*?)[+\\s\\p{Cf}\\p{Zs}\"'`\u00b4\u2018-\u201f\u00ab\u00bb<>(){},;]+",
					"it stands in quotes or blanks"),
			new Decoration(pattern("(.+?)\\.+"), (match, known) -> (known.has(match.group(1))) ? match.group(1) : null,
					(match) -> "it ends with a full stop"),
			new Decoration(pattern(".*%[0-9A-Fa-f]{2}.*"), (match, known) -> decoded(match.group()),
					(match) -> "it is percent-encoded; the SDK encodes it"),
			new Decoration(pattern(".*[\\p{Cf}\\p{Pd}&&[^-]].*"),
					(match, known) -> match.group().replaceAll("[\\p{Pd}]", "-").replaceAll("\\p{Cf}", ""),
					(match) -> "it has a dash or an invisible character that is not ASCII"),
			of("(?i)https?://[^/\\s]+/model/(.+?)(?:/[a-z-]+)?", "it is the URL of a call"),
			of("(?i)[^\\s]*[/:](arn:[^\\s]+)",
					"what stands before 'arn:' is the prefix of another tool for the provider, and no part of an ARN"),
			of("(.+)/(?:converse|converse-stream|invoke|invoke-with-response-stream)",
					"its end is the name of an operation"),
			of("(.+)\\[[\\w .-]{1,16}]", "the end in brackets is how Claude Code asks for a context window"),
			new Decoration(pattern("(?i)(" + RESOURCE_TYPES + ")/((?!arn:)[^/]+)"),
					(match, known) -> (FoundationModelId.isValid(match.group(2))) ? match.group(2) : null,
					(match) -> "'" + match.group(1) + "/' is a piece of an ARN"),
			SEPARATOR,
			new Decoration(pattern("(?i)((?!arn:)[~@]?[\\w.-]+)/(.+)"), Decoration::afterSlash,
					(match) -> prefix(match.group(1) + "/")),
			new Decoration(pattern("(?i)((?!arn:)[~@]?[\\w.-]+)(::?)(?!:)(.+)"), Decoration::afterColon,
					(match) -> prefix(match.group(1) + match.group(2))),
			of("(?i)((?:(?:aws|amazon)[-_ ])?bedrock[-_. ]|aws[. ])(.+)", 2, (match) -> prefix(match.group(1))),
			of("((?:arn:.+/)?[^:/]+(?::\\d+)?)(:(?i:\\d+[km]|mm))", 1, Decoration::provisioned),
			of("((?:arn:.+/)?[^:/]+:\\d+)(:\\d+)", 1, Decoration::provisioned),
			new Decoration(pattern("((?!arn:).+)@([\\w.-]+)"),
					(match, known) -> (match.group(2).matches("\\d{8}")) ? match.group(1) + "-" + match.group(2)
							: match.group(1),
					(match) -> "'@" + truncated(match.group(2)) + "' is how Google's Vertex AI names a release"),
			of("((?!arn:)[^:]+(?::\\d+)?)((?::[a-zA-Z][\\w+.-]*)+)", 1,
					(match) -> "'" + truncated(match.group(2)) + "' is a suffix of other tools, and no part of an ID"),
			of("((?!arn:).+?)((?:\\+[a-zA-Z]\\w*)+)", 1,
					(match) -> "'" + truncated(match.group(2)) + "' is a suffix of other tools, and no part of an ID"),
			of("((?!arn:).+)(-latest)", 1, (match) -> "'-latest' is an alias of other APIs"));

	private static Pattern pattern(String pattern) {
		return Pattern.compile(pattern, Pattern.DOTALL);
	}

	private static Decoration of(String pattern, String finding) {
		return of(pattern, 1, (match) -> finding);
	}

	private static Decoration of(String pattern, int group, Function<MatchResult, String> finding) {
		return new Decoration(pattern(pattern), (match, known) -> match.group(group), finding);
	}

	// Decodes repeatedly, because tools may encode an encoded text again.
	private static @Nullable String decoded(String text) {
		String decoded = text;
		for (int round = 0; round < 3 && decoded.matches(".*%[0-9A-Fa-f]{2}.*"); round++) {
			try {
				decoded = URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8);
			}
			catch (IllegalArgumentException ex) {
				return null;
			}
		}
		return decoded;
	}

	// anthropic/claude-opus-5, us.anthropic/claude-opus-5, eu.anthropic.claude/opus-5
	private static @Nullable String afterProvider(MatchResult match, KnownModels known) {
		String first = match.group(1).toLowerCase(Locale.ROOT);
		String rest = match.group(2);
		ModelName name = known.name(first);
		if ((known.isProvider(first) || known.isPrefixAndProvider(first)) && known.name(rest).provider().isEmpty()
				&& known.name(rest).prefix().isEmpty()) {
			return first + "." + rest;
		}
		if (known.isPrefix(first) && !known.name(rest).provider().isEmpty()) {
			return first + "." + rest;
		}
		boolean slash = match.group().charAt(first.length()) == '/';
		return (slash && first.contains(".") && !name.provider().isEmpty() && !name.words().isEmpty())
				? first + "-" + rest : null;
	}

	private static @Nullable String afterSlash(MatchResult match, KnownModels known) {
		return (match.group(1).matches(RESOURCE_TYPES)) ? null : match.group(2);
	}

	// A colon before the first dot cannot belong to a version.
	private static @Nullable String afterColon(MatchResult match, KnownModels known) {
		String word = match.group(1).toLowerCase(Locale.ROOT);
		String rest = match.group(3);
		if (word.contains(".")) {
			return (word.contains("bedrock") && FoundationModelId.isValid(rest)) ? rest : null;
		}
		boolean prefix = match.group(2).length() == 2 || word.matches("[~@]?(" + TOOL + ")") || known.isProvider(word)
				|| known.has(rest) || FoundationModelId.isValid(rest);
		return (prefix) ? rest : null;
	}

	private static String prefix(String text) {
		String word = text.replaceAll("[^\\w-]", "").toLowerCase(Locale.ROOT);
		if (RegionCode.isValid(word)) {
			return "'" + truncated(text) + "' is how LiteLLM names a Region; here it is the property source-region";
		}
		return "'" + truncated(text) + "' is the prefix of " + TOOLS.getOrDefault(word, "another tool")
				+ " for the provider, and no part of an ID";
	}

	private static String provisioned(MatchResult match) {
		return "the variant '" + match.group(2)
				+ "' exists for Provisioned Throughput only, which is called by its ARN";
	}

	private static String truncated(String text) {
		String line = text.replaceAll("\\p{Cntrl}", " ");
		return (line.length() <= 40) ? line : line.substring(0, 40) + "...";
	}

	/**
	 * Remove this decoration.
	 * @param text a text
	 * @param known the known models
	 * @param findings receives the description of the decoration
	 * @return the text without the decoration; the same text if it has none
	 */
	String remove(String text, KnownModels known, List<String> findings) {
		Matcher matcher = this.pattern.matcher(text);
		if (!matcher.matches()) {
			return text;
		}
		String plain = this.plain.apply(matcher, known);
		if (plain == null || plain.isEmpty() || plain.equals(text)) {
			return text;
		}
		String finding = this.finding.apply(matcher);
		if (!findings.contains(finding)) {
			findings.add(finding);
		}
		return plain;
	}

}
