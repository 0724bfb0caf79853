// The client @great-detail/whatsapp against the sandbox.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import Client from "@great-detail/whatsapp";
import { arrived, env, until, writes } from "./sandbox.mjs";

const client = new Client({ baseUrl: env.base, graphVersion: "v24.0", request: { headers: { Authorization: `Bearer ${env.token}` } } });

before(() => writes({ text: "hola" }));

test("messages and receipts", async () => {
  const { messages } = await client.message.createMessage({ phoneNumberID: env.number, to: `+${env.customer}`, type: "text", text: { body: "hola" } }).json();
  assert.equal((await arrived(messages[0].id)).text, "hola");
  const read = await client.message.createStatus({ phoneNumberID: env.number, status: "read", message_id: await writes({ text: "¿Hay?" }) }).json();
  assert.equal(read.success, true);
});

test("numbers, with the fields asked for", async () => {
  const { data } = await client.phoneNumbers.listPhoneNumbers({ businessAccountID: env.waba, fields: ["id", "verified_name", "status"] }).json();
  assert.deepEqual(Object.keys(data[0]).sort(), ["id", "status", "verified_name"]);
  const number = await client.phoneNumbers.getPhoneNumber({ phoneNumberID: env.number, fields: ["quality_rating"] }).json();
  assert.equal(number.quality_rating, "GREEN");
});

test("templates", async () => {
  const made = await client.template.create(env.waba, { name: "aviso", language: "es", category: "UTILITY", components: [{ type: "BODY", text: "Tu pedido está en camino." }] }).json();
  await until(async () => (await client.template.get(made.id, { fields: ["status"] }).json()).status === "APPROVED");
  const list = await client.template.list(env.waba, { status: ["APPROVED"], fields: ["name", "status"], limit: 5 }).json();
  assert.ok(list.data.some((t) => t.name === "aviso"));
  assert.equal((await client.template.delete(env.waba, { name: "aviso" }).json()).success, true);
});
