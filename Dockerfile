# syntax=docker/dockerfile:1
# PyTorch converts the networks in the first stage and stays there. The small CPU build of it;
# --build-arg TORCH=default takes the CUDA build from PyPI.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS build
ARG TORCH=cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY attendance attendance
COPY bot bot
COPY recognition recognition
COPY simulator simulator
COPY storage storage
RUN python -m venv /opt/convert \
 && if [ "$TORCH" = cpu ]; then INDEX="--index-url https://download.pytorch.org/whl/cpu"; fi; \
    /opt/convert/bin/pip install torch==2.14.1 torchvision==0.29.1 $INDEX \
 && /opt/convert/bin/pip install ".[torch]"
RUN XDG_CACHE_HOME=/opt/cache /opt/convert/bin/rollcall models \
 && rm /opt/cache/rollcall/models/*.npz
# The same versions again, without the extra: the converted networks are those of this OpenVINO.
RUN /opt/convert/bin/pip freeze --exclude rollcall > /tmp/versions.txt \
 && python -m venv /opt/rollcall \
 && /opt/rollcall/bin/pip install --constraint /tmp/versions.txt .

FROM python:${PYTHON}-slim
# Letters for names, on invites and group photos, that DejaVu Sans, which comes with Matplotlib, does not have.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-noto-core fonts-droid-fallback \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 1000 --create-home rollcall \
 && install -d -o rollcall -g rollcall -m 700 /data
COPY --from=build /opt/rollcall /opt/rollcall
COPY --from=build --chown=rollcall:rollcall /opt/cache /opt/cache
ENV PATH=/opt/rollcall/bin:$PATH \
    XDG_CACHE_HOME=/opt/cache \
    ROLLCALL_STORAGE__URL=sqlite+aiosqlite:////data/rollcall.db \
    ROLLCALL_STORAGE__KEY_FILE=/data/rollcall.key \
    ROLLCALL_HTTP__LISTEN=127.0.0.1 \
    ROLLCALL_HTTP__PORT=8081
USER rollcall
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8081/healthz', timeout=4)"]
ENTRYPOINT ["rollcall"]
CMD ["run", "--config", "/config/config.toml"]
