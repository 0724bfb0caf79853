// The client whatsapp-api-js against the sandbox. It has no setting for the address, so
// its fetch is pointed there.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { WhatsAppAPI } from "whatsapp-api-js";
import { ActionButtons, ActionList, Body, Button, Image, Interactive, ListSection, Location, Reaction, Row, Template, Text, BodyComponent, BodyParameter, Language } from "whatsapp-api-js/messages";
import { arrived, control, env, png, receiver, until, writes } from "./sandbox.mjs";

const elsewhere = (url, init) => fetch(String(url).replace("https://graph.facebook.com", env.base), init);
const client = new WhatsAppAPI({ token: env.token, appSecret: env.appSecret, v: "v24.0", ponyfill: { fetch: elsewhere } });

before(() => writes({ text: "hola" }));

async function sent(message, context) {
  const answer = await client.sendMessage(env.number, { phone: `+${env.customer}` }, message, context, "tracked");
  assert.ok(answer.messages, JSON.stringify(answer));
  const got = await arrived(answer.messages[0].id);
  assert.equal(got.callback_data, "tracked");
  return got;
}

test("messages", async () => {
  assert.equal((await sent(new Text("hola"))).text, "hola");
  await sent(new Location(-3.7, 40.4, "Obrador", "Calle Mayor 1"));
  const asked = await writes({ text: "¿Hay?" });
  await sent(new Reaction(asked, "👍"));
  await sent(new Interactive(new ActionButtons(new Button("si", "Sí"), new Button("no", "No")), new Body("¿Vale?")), asked);
  await sent(new Interactive(new ActionList("Ver", new ListSection(undefined, new Row("1", "Hogaza", "un kilo"))), new Body("Panes")));
  await sent(new Image("https://example.com/pan.jpg"));
  await sent(new Template("hello_world", new Language("en_US")));
  assert.equal((await client.markAsRead(env.number, asked, "text")).success, true);
});

test("media", async () => {
  const form = new FormData();
  form.set("file", new Blob([png], { type: "image/png" }), "pan.png");
  form.set("messaging_product", "whatsapp");
  const { id } = await client.uploadMedia(env.number, form);
  const info = await client.retrieveMedia(id, env.number);
  assert.equal(info.mime_type, "image/png");
  const answer = await client.fetchMedia(info.url);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), png);
  assert.equal((await client.deleteMedia(id, env.number)).success, true);
});

test("codes to scan", async () => {
  const made = await client.createQR(env.number, "Hola", "svg");
  assert.match(made.deep_link_url, /^https:\/\/wa\.me\/message\//);
  assert.equal((await client.updateQR(env.number, made.code, "Adiós")).prefilled_message, "Adiós");
  assert.equal((await client.retrieveQR(env.number, made.code)).data[0].prefilled_message, "Adiós");
  assert.equal((await client.retrieveQR(env.number)).data.length, 1);
  assert.equal((await client.deleteQR(env.number, made.code)).success, true);
});

test("webhooks are verified and dispatched", async (t) => {
  const hooks = await receiver();
  t.after(() => hooks.close());
  await control("PUT", "callback", { url: hooks.url, verify_token: env.verifyToken });
  const id = await writes({ text: "¿Hay pan? 🥖" });
  const hook = await until(() => hooks.got.find((h) => h.raw.includes(id)));
  const heard = [];
  client.on.message = ({ message }) => { heard.push(message.text.body); };
  await client.post(hook.body, hook.raw.toString(), hook.headers["x-hub-signature-256"]);
  assert.deepEqual(heard, ["¿Hay pan? 🥖"]);
  await assert.rejects(() => client.post(hook.body, hook.raw.toString().replace("pan", "vino"), hook.headers["x-hub-signature-256"]));
});

test("blocking", async () => {
  await writes({ text: "hola" });
  const users = [{ phone: `+${env.customer}` }];
  assert.ok(JSON.stringify(await client.blockUser(env.number, ...users)).includes("added_users"));
  assert.ok(JSON.stringify(await client.unblockUser(env.number, ...users)).includes("removed_users"));
});
