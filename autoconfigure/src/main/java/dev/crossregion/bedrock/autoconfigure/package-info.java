/**
 * Spring Boot auto-configuration: from properties to declarations, plans, clients and
 * models.
 */
@NullMarked
package dev.crossregion.bedrock.autoconfigure;

import org.jspecify.annotations.NullMarked;
