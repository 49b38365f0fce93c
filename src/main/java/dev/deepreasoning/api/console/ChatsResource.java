package dev.deepreasoning.api.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deepreasoning.api.AccountViews;
import dev.deepreasoning.api.Callers;
import dev.deepreasoning.api.Page;
import dev.deepreasoning.api.Query;
import dev.deepreasoning.api.console.wire.ChatPage;
import dev.deepreasoning.api.console.wire.ChatView;
import dev.deepreasoning.api.console.wire.NewChat;
import dev.deepreasoning.api.wire.ErrorEnvelope;
import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import dev.deepreasoning.ledger.SavedChats;
import dev.deepreasoning.ledger.SavedChats.Chat;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `/v1/account/chats`: chats that an account holder keeps, fifty at most.
@Path("/v1/account/chats")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Account")
@APIResponse(
        responseCode = "401",
        description = "No or a wrong key",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
@APIResponse(
        responseCode = "404",
        description = "No such chat, or a gateway without accounts",
        content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
public class ChatsResource {
    private static final String EXAMPLE = """
            {"title":"How many r are in strawberry?","model":"deepreasoning","content":{"turns":[]}}""";
    private static final String SAVED = """
            {"id":"chat_9f2c4d1e8a7b605312345678","object":"saved_chat","title":"How many r are in strawberry?",\
            "model":"deepreasoning","created":1795478400,"updated":1795478400}""";
    private static final String PAGE_OF_THEM = """
            {"object":"list","data":[{"id":"chat_9f2c4d1e8a7b605312345678","object":"saved_chat",\
            "title":"How many r are in strawberry?","model":"deepreasoning","created":1795478400,\
            "updated":1795478400}],"has_more":false,"next_cursor":null}""";
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_MODEL = 200;
    private static final int MOST_CONTENT = 16 * 1024 * 1024;
    private static final int MOST_PAGE = 100;
    private static final int PAGE = 50;

    private final Callers callers;
    private final SavedChats chats;

    /// The resource.
    public ChatsResource(Callers callers, SavedChats chats) {
        this.callers = callers;
        this.chats = chats;
    }

    /// Lists them.
    @GET
    @Operation(operationId = "listChats", summary = "Saved chats, the latest first")
    @APIResponse(
            responseCode = "200",
            description = "A page",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatPage.class),
                            examples = @ExampleObject(name = "page", value = PAGE_OF_THEM)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong page",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    public ChatPage list(
            @Parameter(
                            description = "Most chats on the page, 1 to 100; 50",
                            schema = @Schema(implementation = Integer.class))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "Go on behind this chat") @QueryParam("before") @Nullable String before,
            @Parameter(description = "Only of this model") @QueryParam("model") @Nullable String model,
            @Context RoutingContext routing) {
        int most = Query.limit(limit, PAGE, MOST_PAGE);
        String account = callers.account(routing);
        Page<Chat> page = Page.read(most, count -> chats.list(account, before, model, count));
        return new ChatPage("list", page.show(ChatsResource::view), page.more(), page.next(Chat::id));
    }

    /// One.
    @GET
    @Path("/{id}")
    @Operation(operationId = "getChat", summary = "A saved chat with its messages")
    @APIResponse(
            responseCode = "200",
            description = "The chat",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatView.class),
                            examples = @ExampleObject(name = "saved", value = SAVED)))
    public ChatView one(@PathParam("id") String id, @Context RoutingContext routing) {
        return view(chats.find(callers.account(routing), id).orElseThrow(ChatsResource::missing));
    }

    /// Keeps one.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "saveChat", summary = "Saves a chat")
    @APIResponse(
            responseCode = "200",
            description = "The chat",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatView.class),
                            examples = @ExampleObject(name = "saved", value = SAVED)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong field, or too many chats",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewChat.class),
                            examples = @ExampleObject(name = "chat", value = EXAMPLE)))
    public ChatView save(@Nullable NewChat wanted, @Context RoutingContext routing) {
        Checked chat = checked(wanted);
        return view(chats.add(callers.account(routing), chat.title, chat.model, chat.content)
                .orElseThrow(() -> GatewayException.of(
                        ErrorKind.INVALID_REQUEST,
                        "too_many_chats",
                        "An account keeps at most " + SavedChats.MOST + " chats: delete one first.")));
    }

    /// Replaces one.
    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "replaceChat", summary = "Saves a chat again")
    @APIResponse(
            responseCode = "200",
            description = "The chat",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatView.class),
                            examples = @ExampleObject(name = "saved", value = SAVED)))
    @APIResponse(
            responseCode = "400",
            description = "A wrong field",
            content = @Content(schema = @Schema(implementation = ErrorEnvelope.class)))
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewChat.class),
                            examples = @ExampleObject(name = "chat", value = EXAMPLE)))
    public ChatView replace(@PathParam("id") String id, @Nullable NewChat wanted, @Context RoutingContext routing) {
        Checked chat = checked(wanted);
        return view(chats.replace(callers.account(routing), id, chat.title, chat.model, chat.content)
                .orElseThrow(ChatsResource::missing));
    }

    /// Deletes one.
    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteChat", summary = "Deletes a saved chat")
    @APIResponse(
            responseCode = "200",
            description = "What it was",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatView.class),
                            examples = @ExampleObject(name = "saved", value = SAVED)))
    public ChatView remove(@PathParam("id") String id, @Context RoutingContext routing) {
        return view(chats.remove(callers.account(routing), id).orElseThrow(ChatsResource::missing));
    }

    private record Checked(String title, String model, String content) {}

    private static Checked checked(@Nullable NewChat wanted) {
        if (wanted == null) {
            throw GatewayException.invalid("title", "`title` is missing.");
        }
        JsonNode content = wanted.content();
        if (content == null || !content.isObject()) {
            throw GatewayException.invalid("content", "`content` must be an object.");
        }
        String text = content.toString();
        if (text.length() > MOST_CONTENT) {
            throw GatewayException.invalid("content", "`content` is too long: 16 MB at most.");
        }
        return new Checked(
                text("title", wanted.title(), LONGEST_TITLE), text("model", wanted.model(), LONGEST_MODEL), text);
    }

    private static String text(String name, @Nullable String value, int longest) {
        if (value == null || value.isBlank() || value.length() > longest || value.indexOf('\0') >= 0) {
            throw GatewayException.invalid(name, "`" + name + "` must have 1 to " + longest + " characters.");
        }
        return value;
    }

    private static ChatView view(Chat chat) {
        return new ChatView(
                chat.id(),
                "saved_chat",
                chat.title(),
                chat.model(),
                chat.created().getEpochSecond(),
                chat.updated().getEpochSecond(),
                chat.content());
    }

    private static GatewayException missing() {
        return AccountViews.missing("chat");
    }
}
