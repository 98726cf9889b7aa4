#pragma once
#include <stddef.h>
#include <stdint.h>
#include <microhttpd.h>

// MHD_start_daemon is variadic: Swift does not import it. The flag enums reach Swift under other
// names in each version of the library: they are used here only.
static inline struct MHD_Daemon *_Nullable shim_start(
    int listening_socket, unsigned connections, unsigned timeout_seconds, size_t connection_bytes,
    MHD_AccessHandlerCallback _Nonnull handler, void *_Nullable context) {
    return MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_bytes,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_END);
}

static inline enum MHD_Result shim_continue(void) { return MHD_YES; }

// Whether the request announces a body.
static inline int shim_has_body(struct MHD_Connection *_Nonnull connection) {
    const char *length =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    if (length && !(length[0] == '0' && length[1] == 0)) return 1;
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding") != NULL;
}

static inline enum MHD_Result shim_refuse(void) { return MHD_NO; }

static inline enum MHD_Result shim_respond(
    struct MHD_Connection *_Nonnull connection, unsigned status, const char *_Nonnull type,
    const char *_Nullable allow, const void *_Nullable bytes, size_t count) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
    if (!response) return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (allow) MHD_add_response_header(response, "Allow", allow);
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}
