# The scorer as an image: built on Debian 12, so that its libc is old enough for every newer
# distribution, and run on Debian 13, whose librdkafka (2.8) is free of the faults of Debian 12's.
#
#   docker build -t stream-scorer .
#   docker run --rm stream-scorer version

ARG BUILD_IMAGE=docker.io/library/swift:6.3-bookworm
ARG RUNTIME_IMAGE=docker.io/library/debian:trixie-slim

FROM ${BUILD_IMAGE} AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        pkg-config librdkafka-dev libyaml-dev libmicrohttpd-dev libssl-dev zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
# Not built here, but the package declares the test targets and SwiftPM looks for them.
COPY Tests Tests
RUN swift build -c release --product stream-scorer --static-swift-stdlib \
    && strip -o /stream-scorer .build/release/stream-scorer

FROM ${RUNTIME_IMAGE}
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates librdkafka1 libyaml-0-2 libmicrohttpd12t64 libssl3t64 zlib1g \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/apt /var/log/dpkg.log \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin scorer
COPY --from=build /stream-scorer /usr/bin/stream-scorer
COPY topics /usr/share/stream-scorer/topics
USER 10001
WORKDIR /etc/stream-scorer
EXPOSE 8080
# Alive, not ready: a scorer that waits for its broker must not be restarted for it. The port is
# the configuration's `http.port`.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${STREAM_SCORER_HTTP_PORT:-8080} && printf 'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["stream-scorer"]
CMD ["serve"]
