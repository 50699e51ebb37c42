package dev.dewberry.gateway.rest;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// Who answers which path under `/api/v1`.
public final class RestRoutes {

    private RestRoutes() {}

    public static RouterFunction<ServerResponse> of(AuthProxy auth, Conversations conversations, Groups groups) {
        return RouterFunctions.route()
                .path(
                        "/api/v1",
                        api -> api.GET("/conversations", conversations::list)
                                .GET("/conversations/{conversation}/events", conversations::events)
                                .POST("/conversations/{conversation}/events", conversations::send)
                                .GET("/conversations/{conversation}/members", conversations::members)
                                .POST("/groups", groups::create)
                                .PUT("/groups/{group}/members/{user}", groups::add)
                                .DELETE("/groups/{group}/members/{user}", groups::remove)
                                .path("/auth", nested -> nested.route(request -> true, auth::pass))
                                .path("/users", nested -> nested.route(request -> true, auth::pass))
                                .path("/admin", nested -> nested.route(request -> true, auth::pass)))
                .build();
    }
}
