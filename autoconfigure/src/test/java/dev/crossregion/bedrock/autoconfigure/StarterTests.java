package dev.crossregion.bedrock.autoconfigure;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application takes the nearest version of a library, and imports none of ours. What
 * the starter does not name itself comes from LangChain4j, in an older version that lacks
 * operations which our clients forward.
 */
class StarterTests {

	@Test
	void starterNamesEveryPartOfTheAwsSdkThatIsUsed() throws Exception {
		SortedSet<String> used = artifacts(Path.of("pom.xml"),
				"/project/dependencies/dependency[groupId='software.amazon.awssdk' and not(scope='test')]/artifactId");
		assertThat(used).contains("bedrockruntime");
		assertThat(artifacts(Path.of("..", "starter", "pom.xml"),
				"/project/dependencies/dependency[groupId='software.amazon.awssdk']/artifactId"))
			.containsAll(used);
	}

	private static SortedSet<String> artifacts(Path pom, String path) throws Exception {
		Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
		NodeList nodes = (NodeList) XPathFactory.newInstance()
			.newXPath()
			.evaluate(path, document, XPathConstants.NODESET);
		TreeSet<String> artifacts = new TreeSet<>();
		for (int index = 0; index < nodes.getLength(); index++) {
			artifacts.add(nodes.item(index).getTextContent());
		}
		return artifacts;
	}

}
