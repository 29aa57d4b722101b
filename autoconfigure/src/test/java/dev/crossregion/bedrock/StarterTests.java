package dev.crossregion.bedrock;

import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
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

	@Test
	void billOfMaterialsHasTheVersionsOfTheBuild() throws Exception {
		Path bom = Path.of("..", "bom", "pom.xml");
		Path build = Path.of("..", "pom.xml");
		SortedSet<String> properties = names(bom, "/project/properties/*");
		assertThat(properties).contains("awssdk.version", "langchain4j.version");
		for (String property : properties) {
			String path = "/project/properties/*[name()='" + property + "']";
			assertThat(artifacts(bom, path)).as(property).hasSize(1).isEqualTo(artifacts(build, path));
		}
		assertThat(artifacts(bom, "/project/version")).isEqualTo(artifacts(build, "/project/version"));
		assertThat(artifacts(bom, "/project/parent")).as("what a parent manages would be imported with it").isEmpty();
	}

	@Test
	void billOfMaterialsHasAllOfOursAndWhatTheStarterBrings() throws Exception {
		String managed = "/project/dependencyManagement/dependencies/dependency[groupId='%s']/artifactId";
		Path bom = Path.of("..", "bom", "pom.xml");
		assertThat(artifacts(bom, managed.formatted("dev.crossregion")))
			.isEqualTo(artifacts(Path.of("..", "pom.xml"), managed.formatted("dev.crossregion")));
		assertThat(artifacts(bom, managed.formatted("dev.langchain4j")))
			.isEqualTo(artifacts(Path.of("..", "pom.xml"), managed.formatted("dev.langchain4j")))
			.containsAll(artifacts(Path.of("..", "starter", "pom.xml"),
					"/project/dependencies/dependency[groupId='dev.langchain4j']/artifactId"));
	}

	private static SortedSet<String> artifacts(Path pom, String path) throws Exception {
		return values(pom, path, Node::getTextContent);
	}

	private static SortedSet<String> names(Path pom, String path) throws Exception {
		return values(pom, path, Node::getNodeName);
	}

	private static SortedSet<String> values(Path pom, String path, Function<Node, String> value) throws Exception {
		Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
		NodeList nodes = (NodeList) XPathFactory.newInstance()
			.newXPath()
			.evaluate(path, document, XPathConstants.NODESET);
		TreeSet<String> values = new TreeSet<>();
		for (int index = 0; index < nodes.getLength(); index++) {
			values.add(value.apply(nodes.item(index)));
		}
		return values;
	}

}
