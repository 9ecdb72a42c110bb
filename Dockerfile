FROM python:3.12-slim

RUN useradd --create-home --uid 1000 yalu && install -d -o yalu /data
WORKDIR /app

COPY requirements.lock .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

USER yalu
VOLUME /data
ENV YALUWATCH_DATA=/data YALUWATCH_WEB_HOST=0.0.0.0 YALUWATCH_WEB_ALLOW_REMOTE=true
EXPOSE 8425
HEALTHCHECK --interval=1m --start-period=30s CMD ["yalu", "health"]
CMD ["yalu", "run"]
