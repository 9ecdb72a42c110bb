# The service as an image: no root, no compiler, works with a read-only root file system.
# A release names the base image with its digest (docs/release.md).
ARG BASE=python:3.12-slim

FROM ${BASE} AS wheel
RUN python3 -m venv /opt/build
WORKDIR /src
COPY requirements.lock .
# hatchling and what it needs, as locked.
RUN /opt/build/bin/python -c "import re; print('\n'.join(re.findall(r'(?ms)^(?:hatchling|packaging|pathspec|pluggy|trove-classifiers)==.*?(?=^\S|\Z)', open('requirements.lock').read())))" > build.lock \
    && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r build.lock
COPY . .
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel .

FROM ${BASE} AS installed
# requirements-cluster.lock for PostgreSQL and workers.
ARG LOCK=requirements.lock
RUN python3 -m venv /opt/yaluwatch
COPY ${LOCK} /tmp/
RUN /opt/yaluwatch/bin/pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r /tmp/${LOCK}
COPY --from=wheel /wheel /wheel
# What only building and installing need is not kept.
RUN /opt/yaluwatch/bin/pip install --no-cache-dir --no-deps /wheel/*.whl \
    && /opt/yaluwatch/bin/pip uninstall --yes hatchling editables setuptools pip

FROM ${BASE}
LABEL org.opencontainers.image.title="Yaluwatch" org.opencontainers.image.licenses="MIT"
# Created before VOLUME: a named volume takes over the owner of the folder.
RUN groupadd --gid 1000 yalu \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin yalu \
    && install -d -o 1000 -g 1000 -m 700 /data
COPY --from=installed /opt/yaluwatch /opt/yaluwatch
ENV PATH=/opt/yaluwatch/bin:$PATH \
    HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    YALUWATCH_DATA=/data \
    YALUWATCH_WEB_HOST=0.0.0.0
WORKDIR /data
VOLUME /data
EXPOSE 8425
# As a number, so that an orchestrator sees that it is not root.
USER 1000:1000
STOPSIGNAL SIGTERM
# Says what /readyz says. An upgrade of a large archive takes its time before the service answers.
HEALTHCHECK --interval=1m --timeout=15s --start-period=5m --retries=3 CMD ["yalu", "health"]
CMD ["yalu", "run"]
