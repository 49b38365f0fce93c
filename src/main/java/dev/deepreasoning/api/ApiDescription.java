package dev.deepreasoning.api;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/// What the OpenAPI document at `/q/openapi` says of the whole.
@OpenAPIDefinition(
        info =
                @Info(
                        title = "DeepReasoning",
                        version = "1",
                        description = "A gateway that lets DeepSeek R1 reason and Claude answer, in the dialects of the"
                                + " OpenAI and Anthropic SDKs. Every answer carries `x-request-id`.",
                        license = @License(name = "MIT")),
        security = {@SecurityRequirement(name = "bearer"), @SecurityRequirement(name = "apiKey")})
@SecurityScheme(
        securitySchemeName = "bearer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A gateway key, as OpenAI's SDKs send it")
@SecurityScheme(
        securitySchemeName = "apiKey",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        apiKeyName = "x-api-key",
        description = "The same key, as Anthropic's SDKs send it; wins where both are sent")
public class ApiDescription extends Application {}
