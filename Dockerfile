# One image for both processes: the API by default, the worker as `dist/src/worker.js`.
# Debian, as the Temporal SDK has no build for Alpine. The same Node in all stages.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

# Compiles the program, and bundles the workflow code once for good.
FROM base AS build
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/bill-of-materials.mjs scripts/
COPY src src
COPY templates templates
RUN npm run build

FROM base AS packages
RUN npm ci --omit=dev --no-audit --no-fund

FROM base AS runtime
# Temporal's native part reads the system's certificates, which the slim image lacks.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production TZ=UTC
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
# By number, as Kubernetes cannot tell by a name that it is not root: the image's user "node".
USER 1000:1000
# The heap may take 80 % of the container's memory limit; the rest is for Temporal's native part.
ENTRYPOINT ["node", "--max-old-space-size-percentage=80"]
CMD ["dist/src/server.js"]
