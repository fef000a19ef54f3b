import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BigWall } from "./bigWall";

const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** Serves the built board, packed as the service does, and one stream of frames. */
export async function serve(wall: BigWall) {
  let streams: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      request.resume();
      response.writeHead(200, { "content-type": "application/connect+proto" });
      response.write(wall.snapshot());
      streams.push(response);
      response.on("close", () => {
        streams = streams.filter((s) => s !== response);
      });
      return;
    }
    const path = request.url === "/" ? "/index.html" : new URL(request.url!, "http://wall").pathname;
    const file = join("dist", path);
    if (!existsSync(file)) {
      response.writeHead(404).end(); // what only the service answers, such as who is signed in
      return;
    }
    response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain", "content-encoding": "gzip" });
    response.end(gzipSync(readFileSync(file)));
  }).listen(0, "127.0.0.73");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.73:${port}/`,
    send(frame: Buffer) {
      for (const stream of streams) stream.write(frame);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
