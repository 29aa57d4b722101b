package dev.crossregion.bedrock.autoconfigure.declaration;

import java.util.List;

import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import org.jspecify.annotations.Nullable;

/**
 * A declaration and the properties that it comes from.
 *
 * @param declaration the declaration
 * @param property the property of the model
 * @param routesProperty the list that its routes come from, or {@code null} when it has
 * one route and no list
 * @param references for each route the property that names its model or profile
 */
record DeclaredModel(ModelDeclaration declaration, String property, @Nullable String routesProperty,
		List<String> references) {

	/**
	 * The property that declares a route.
	 * @param route one of the routes
	 * @return the full name of the entry, or of the model when there is no list
	 */
	String property(RouteDeclaration route) {
		return property(this.declaration.routes().indexOf(route));
	}

	String property(int index) {
		return (this.routesProperty != null) ? this.routesProperty + "[" + index + "]" : this.property;
	}

	/**
	 * The property that names the model or profile of a route.
	 * @param route one of the routes
	 * @return the full name
	 */
	String reference(RouteDeclaration route) {
		return this.references.get(this.declaration.routes().indexOf(route));
	}

}
