import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** What a first look at the wall may weigh, packed. */
const mostBytes = 150_000;

/** Refuses a bundle whose first look is too heavy: the entry, what it imports at once, and the style sheets. */
function weighed(): Plugin {
  return {
    name: "weighed",
    generateBundle(_, bundle) {
      const first = new Set<string>();
      const follow = (name: string) => {
        const chunk = bundle[name];
        if (chunk?.type !== "chunk" || first.has(name)) return;
        first.add(name);
        chunk.imports.forEach(follow);
      };
      for (const chunk of Object.values(bundle)) if (chunk.type === "chunk" && chunk.isEntry) follow(chunk.fileName);
      let bytes = 0;
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk" && first.has(part.fileName)) bytes += gzipSync(part.code).length;
        if (part.type === "asset" && part.fileName.endsWith(".css")) bytes += gzipSync(part.source).length;
      }
      const line = `the wall weighs ${(bytes / 1000).toFixed(1)} kB gzip, ${mostBytes / 1000} kB are allowed`;
      if (bytes > mostBytes) this.error(line);
      this.info(line);
    },
  };
}

export default defineConfig({
  plugins: [weighed()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: { proxy: { "/telephony.v1": "http://127.0.0.1:8080", "/v1": "http://127.0.0.1:8080" } },
  test: { environment: "happy-dom", include: ["test/**/*.test.{ts,tsx}"], testTimeout: 20_000 },
} as Parameters<typeof defineConfig>[0]);
