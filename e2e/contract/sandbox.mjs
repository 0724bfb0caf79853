// What the suites share: where the sandbox is, its controls, and a receiver of webhooks.
import http from "node:http";

export const env = {
  base: process.env.SANDBOX,
  token: process.env.TOKEN,
  appSecret: process.env.APP_SECRET,
  verifyToken: process.env.VERIFY_TOKEN,
  number: process.env.NUMBER,
  waba: process.env.WABA,
  app: process.env.APP,
  customer: process.env.CUSTOMER,
};

/** control calls one of the sandbox's own endpoints. */
export async function control(method, path, body) {
  const answer = await fetch(`${env.base}/sandbox/${path}`, {
    method,
    headers: { Authorization: `Bearer ${env.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const out = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(out)}`);
  return out;
}

/** writes lets the customer write, which opens the reply window; it gives the wamid. */
export async function writes(message) {
  return (await control("POST", `customers/${env.customer}/messages`, message)).wamid;
}

/** arrived waits until the customer's phone has a message, and gives it. */
export async function arrived(wamid) {
  return until(async () => (await control("GET", `customers/${env.customer}/inbox`)).messages.find((m) => m.wamid === wamid), wamid);
}

/** until asks again and again, for a minute at most. */
export async function until(ask, what = "what was waited for") {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** receiver listens for webhooks; each is kept with its raw body and headers. */
export async function receiver() {
  const got = [];
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, "http://receiver");
    if (request.method === "GET") {
      const right = url.searchParams.get("hub.verify_token") === env.verifyToken;
      response.writeHead(right ? 200 : 403).end(right ? url.searchParams.get("hub.challenge") : "");
      return;
    }
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      got.push({ raw, headers: request.headers, body: JSON.parse(raw) });
      response.writeHead(200).end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/webhook`;
  return { got, url, close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** png is the smallest picture there is. */
export const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
