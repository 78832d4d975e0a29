# The image of Parley: docker build -t parley . && docker run -p 3000:3000 -v parley-data:/data parley
# It runs without root, and also with a read-only file system (--read-only --tmpfs /tmp). Only /data is written.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
COPY src ./src
COPY public ./public
# All packages for the build, which `npm start` would otherwise do at the first start.
RUN npm ci --omit=dev && npm run build
# The packages that only the build needs.
RUN rm -rf node_modules/lucide-static node_modules/esbuild node_modules/@esbuild node_modules/@messageformat/core node_modules/@messageformat/parser

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/public ./public
COPY --from=build /app/dist ./dist
COPY --from=build /app/src/views ./src/views
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 3000
# If Parley itself serves HTTPS, it answers plain HTTP with a redirect: the process lives.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`, { redirect: 'manual' }).then(({ status }) => process.exit(status < 400 ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server.js"]
