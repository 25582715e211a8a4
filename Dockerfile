FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DATA_DIR=/data \
    STATIC_COLLECTED=1

RUN useradd --system --uid 10001 --no-create-home cafe \
    && install --directory --owner=cafe --mode=0700 /data /data/media

WORKDIR /app
# `requirements-sentry.txt` where errors are told to Sentry (SENTRY_DSN): docker compose build --build-arg REQUIREMENTS=…
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt requirements-sentry.txt ./
RUN pip install --require-hashes --requirement "$REQUIREMENTS"

COPY LICENSE manage.py ./
COPY templates ./templates
COPY instagram ./instagram
COPY outbox ./outbox
COPY security ./security
COPY approvals ./approvals
COPY posts ./posts
COPY comments ./comments
COPY cafe_instagram ./cafe_instagram

USER cafe

# The settings ask for all of this; it is for this step alone, and nothing of it stays in the image.
RUN SECRET_KEY=only-to-collect-the-static-files-of-the-image-and-never-used \
    FIELD_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= SEAL_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= PUBLIC_URL=https://build.invalid \
    INSTAGRAM_GRAPH_URL=https://build.invalid INSTAGRAM_USER_ID=1 DATABASE_URL=postgres://build \
    REDIS_URL=redis://build EMAIL_URL=smtp://build python manage.py collectstatic --noinput

EXPOSE 8000
CMD ["gunicorn", "--worker-class", "gthread", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning", "cafe_instagram.wsgi"]
