// The client @kapso/whatsapp-cloud-api against the sandbox.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WhatsAppClient, GraphApiError, buildTemplateSendPayload, TemplateDefinition } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { arrived, control, env, png, receiver, until, writes } from "./sandbox.mjs";

const client = new WhatsAppClient({ accessToken: env.token, baseUrl: env.base, graphVersion: "v24.0" });
const to = `+${env.customer}`;
const phoneNumberId = env.number;
const businessAccountId = env.waba;
let hooks;

before(async () => {
  hooks = await receiver();
  await control("PUT", "callback", { url: hooks.url, verify_token: env.verifyToken });
  await writes({ text: "¿Hay pan de espelta?" });
});
after(() => hooks.close());

/** taken checks the answer to a send and that the message arrived. */
async function taken(answer, type) {
  assert.equal(answer.messagingProduct, "whatsapp");
  assert.equal(answer.contacts[0].waId, env.customer);
  assert.match(answer.messages[0].id, /^wamid\./);
  const message = await arrived(answer.messages[0].id);
  assert.equal(message.type, type);
  return message;
}

test("text, with a quote and without", async () => {
  const message = await taken(await client.messages.sendText({ phoneNumberId, to, body: "Hasta las dos.", previewUrl: true }), "text");
  assert.equal(message.text, "Hasta las dos.");
  const asked = await writes({ text: "¿Y mañana?" });
  const quoting = await taken(await client.messages.sendText({ phoneNumberId, to, body: "También", contextMessageId: asked }), "text");
  assert.equal(quoting.quote, asked);
});

test("a business-scoped user id instead of a phone", async () => {
  const lucia = (await control("GET", "customers")).find((c) => c.phone === env.customer);
  const answer = await client.messages.sendText({ phoneNumberId, recipient: lucia.bsuid, body: "Hola" });
  assert.equal(answer.contacts[0].userId, lucia.bsuid);
  assert.equal(answer.contacts[0].waId, undefined);
  await arrived(answer.messages[0].id);
});

test("media: up, sent, looked at, down, deleted", async () => {
  const { id } = await client.media.upload({ phoneNumberId, type: "image/png", file: new Blob([png], { type: "image/png" }), fileName: "pan.png" });
  await taken(await client.messages.sendImage({ phoneNumberId, to, image: { id, caption: "así" } }), "image");
  const info = await client.media.get({ mediaId: id, phoneNumberId });
  assert.equal(info.mimeType, "image/png");
  assert.equal(Number(info.fileSize), png.length);
  const bytes = await client.media.download({ mediaId: id, phoneNumberId, auth: "always" });
  assert.deepEqual(Buffer.from(bytes), png);
  assert.equal((await client.media.delete({ mediaId: id, phoneNumberId })).success, true);
  await assert.rejects(() => client.media.get({ mediaId: id }), GraphApiError);
});

test("media by link, of every kind", async () => {
  const link = "https://example.com/file";
  await taken(await client.messages.sendImage({ phoneNumberId, to, image: { link: `${link}.jpg` } }), "image");
  await taken(await client.messages.sendVideo({ phoneNumberId, to, video: { link: `${link}.mp4`, caption: "horno" } }), "video");
  await taken(await client.messages.sendAudio({ phoneNumberId, to, audio: { link: `${link}.ogg` } }), "audio");
  await taken(await client.messages.sendDocument({ phoneNumberId, to, document: { link: `${link}.pdf`, filename: "lista.pdf", caption: "precios" } }), "document");
  await taken(await client.messages.sendSticker({ phoneNumberId, to, sticker: { link: `${link}.webp` } }), "sticker");
});

test("places and contacts", async () => {
  await taken(await client.messages.sendLocation({ phoneNumberId, to, location: { latitude: 40.4168, longitude: -3.7038, name: "Obrador", address: "Calle Mayor 1" } }), "location");
  await taken(await client.messages.sendContacts({ phoneNumberId, to, contacts: [{ name: { formattedName: "Ana Pan", firstName: "Ana" }, phones: [{ phone: "+34600000000", type: "WORK" }] }] }), "contacts");
});

test("reactions, put and taken back", async () => {
  const messageId = await writes({ text: "¡Qué rico!" });
  await taken(await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId, emoji: "❤️" } }), "reaction");
  await taken(await client.messages.sendReaction({ phoneNumberId, to, reaction: { messageId, emoji: "" } }), "reaction");
});

test("interactive messages", async () => {
  const common = { phoneNumberId, to, bodyText: "¿Cuándo?" };
  await taken(await client.messages.sendInteractiveButtons({ ...common, footerText: "Obrador", buttons: [{ id: "hoy", title: "Hoy" }, { id: "luego", title: "Mañana" }] }), "interactive");
  await taken(await client.messages.sendInteractiveList({ ...common, buttonText: "Ver", sections: [{ title: "Panes", rows: [{ id: "1", title: "Hogaza", description: "un kilo" }] }] }), "interactive");
  await taken(await client.messages.sendInteractiveCtaUrl({ ...common, parameters: { displayText: "Abrir", url: "https://example.com/carta" } }), "interactive");
  await taken(await client.messages.sendInteractiveLocationRequest({ ...common, parameters: { requestMessage: "¿Dónde?" } }), "interactive");
  await taken(await client.messages.sendInteractiveCatalogMessage({ ...common, parameters: { thumbnailProductRetailerId: "pan" } }), "interactive");
  await taken(await client.messages.sendInteractiveProduct({ ...common, catalogId: "1", productRetailerId: "pan" }), "interactive");
  await taken(await client.messages.sendInteractiveProductList({ ...common, header: { type: "text", text: "Panes" }, catalogId: "1", sections: [{ title: "Hoy", productItems: [{ productRetailerId: "pan" }] }] }), "interactive");
});

test("carousels, forms, and a question for permission", async () => {
  const card = (cardIndex) => ({ cardIndex, header: { type: "image", image: { link: "https://example.com/pan.jpg" } }, bodyText: "Hogaza", action: { displayText: "Ver", url: "https://example.com/pan" } });
  await taken(await client.messages.sendInteractiveCarousel({ phoneNumberId, to, bodyText: "Hoy", cards: [card(0), card(1)] }), "interactive");
  await taken(await client.messages.sendInteractiveCallPermission({ phoneNumberId, to, bodyText: "¿Te llamamos?", parameters: { phoneNumber: to } }), "interactive");
  const flowJson = { version: "7.2", screens: [{ id: "DIA", terminal: true, layout: { type: "SingleColumnLayout", children: [] } }] };
  const { flowId } = await client.flows.deploy(flowJson, { wabaId: env.waba, name: "dia", publish: true });
  assert.equal((await client.flows.get({ flowId })).status, "PUBLISHED");
  assert.equal((await client.flows.list({ wabaId: env.waba })).data.length, 1);
  await taken(await client.messages.sendInteractiveFlow({ phoneNumberId, to, bodyText: "¿Qué día?", parameters: { flowId, flowCta: "Elegir", flowAction: "navigate", flowActionPayload: { screen: "DIA" } } }), "interactive");
});

test("everything that a customer can send is understood", async () => {
  const picture = { data: png.toString("base64"), mime: "image/png" };
  for (const [message, type] of [
    [{ image: { ...picture, caption: "¿así?" } }, "image"], [{ audio: { data: "T2dnUw==", mime: "audio/ogg; codecs=opus", voice: true } }, "audio"],
    [{ document: { data: "JVBERg==", mime: "application/pdf", filename: "lista.pdf" } }, "document"], [{ location: { latitude: 40.4, longitude: -3.7 } }, "location"],
    [{ contacts: [{ name: { formatted_name: "Ana" }, phones: [{ phone: "+34600" }] }] }, "contacts"], [{ order: { catalog_id: "1", product_items: [{ product_retailer_id: "pan", quantity: 2, item_price: 3.5, currency: "EUR" }] } }, "order"],
    [{ tap: { kind: "list_reply", id: "1", title: "Hogaza" } }, "interactive"], [{ tap: { kind: "button", id: "ok", title: "Vale" } }, "button"],
    [{ flow: { response: { dia: "lunes" } } }, "interactive"], [{ unsupported: "poll" }, "unsupported"], [{ text: "vi el anuncio", ad: true }, "text"],
  ]) {
    const id = await writes(message);
    const hook = await until(() => hooks.got.find((h) => h.raw.includes(id)));
    const { messages, contacts } = normalizeWebhook(hook.body);
    assert.equal(messages.find((m) => m.id === id).type, type);
    assert.equal(contacts[0].waId, env.customer);
  }
});

test("an interactive answer comes back as a webhook", async () => {
  const sent = await client.messages.sendInteractiveButtons({ phoneNumberId, to, bodyText: "¿Vale?", buttons: [{ id: "si", title: "Sí" }] });
  const quote = sent.messages[0].id;
  await arrived(quote);
  const tapped = await writes({ tap: { id: "si", title: "Sí" }, quote });
  const hook = await until(() => hooks.got.find((h) => h.raw.includes(tapped)));
  assert.equal(verifySignature({ appSecret: env.appSecret, rawBody: hook.raw, signatureHeader: hook.headers["x-hub-signature-256"] }), true);
  const message = normalizeWebhook(hook.body).messages.find((m) => m.id === tapped);
  assert.equal(message.interactive.buttonReply.id, "si");
  assert.equal(message.context.id, quote);
});

test("statuses come back, priced once", async () => {
  const { messages } = await client.messages.sendText({ phoneNumberId, to, body: "listo" });
  const seen = await until(() => {
    const statuses = hooks.got.flatMap((h) => normalizeWebhook(h.body).statuses).filter((s) => s.id === messages[0].id);
    return statuses.some((s) => s.status === "read") && statuses;
  });
  assert.deepEqual(seen.map((s) => s.status), ["sent", "delivered", "read"]);
  assert.equal(seen.filter((s) => s.pricing).length, 1);
});

test("mark as read, and typing", async () => {
  const messageId = await writes({ text: "¿Hola?" });
  assert.equal((await client.messages.markRead({ phoneNumberId, messageId })).success, true);
  assert.equal((await client.messages.markRead({ phoneNumberId, messageId, typingIndicator: { type: "text" } })).success, true);
  const wrote = (await control("GET", `customers/${env.customer}/messages`)).messages;
  assert.equal(wrote.find((m) => m.wamid === messageId).shop_read, true);
});

test("templates: made, reviewed, listed, read, sent, deleted", async () => {
  const definition = TemplateDefinition.buildTemplateDefinition({
    name: "pedido_listo", language: "es", category: "UTILITY",
    components: [{ type: "BODY", text: "Hola {{1}}, tu pedido {{2}} ya está listo para recoger.", example: { bodyText: [["Lucía", "42"]] } },
      { type: "FOOTER", text: "Obrador" }],
  });
  const made = await client.templates.create({ businessAccountId, ...definition });
  assert.equal(made.status, "PENDING");
  await until(async () => (await client.templates.get({ businessAccountId, templateId: made.id })).status === "APPROVED");
  const page = await client.templates.list({ businessAccountId, name: "pedido_listo", limit: 10 });
  assert.equal(page.data[0].id, made.id);
  assert.equal(page.data[0].components[0].type, "BODY");
  assert.ok(page.paging.cursors.after);
  const template = buildTemplateSendPayload({ name: "pedido_listo", language: "es", body: [{ type: "text", text: "Lucía" }, { type: "text", text: "42" }] });
  const message = await taken(await client.messages.sendTemplate({ phoneNumberId, to, template }), "template");
  assert.equal(message.text, "Hola Lucía, tu pedido 42 ya está listo para recoger.");
  assert.equal((await client.templates.delete({ businessAccountId, name: "pedido_listo" })).success, true);
  await assert.rejects(() => client.messages.sendTemplate({ phoneNumberId, to, template }), (error) => error instanceof GraphApiError && error.code === 132001);
});

test("mistakes have their codes", async () => {
  const refused = (code) => (error) => {
    assert.ok(error instanceof GraphApiError);
    assert.equal(error.code, code);
    assert.ok(error.fbtraceId);
    assert.ok(error.details);
    return true;
  };
  await control("POST", "customers", { phone: "34600999888" });
  await assert.rejects(() => client.messages.sendText({ phoneNumberId, to: "+34600999888", body: "x" }), refused(131047));
  const wrong = new WhatsAppClient({ accessToken: "wrong", baseUrl: env.base });
  await assert.rejects(() => wrong.messages.sendText({ phoneNumberId, to, body: "x" }), (error) => error.code === 190 && error.httpStatus === 401);
  await assert.rejects(() => client.messages.sendRaw({ phoneNumberId, payload: { to, type: "text", text: { body: "x" } } }), refused(100));
});

test("the number: profile, registration, codes", async () => {
  await client.phoneNumbers.businessProfile.update({ phoneNumberId, about: "Pan de masa madre", websites: ["https://example.com/"], vertical: "RETAIL" });
  const profile = await client.phoneNumbers.businessProfile.get({ phoneNumberId, fields: "about,websites,vertical" });
  assert.equal(profile.data[0].about, "Pan de masa madre");
  assert.equal((await client.phoneNumbers.requestCode({ phoneNumberId, codeMethod: "SMS", language: "es" })).success, true);
  assert.equal((await client.phoneNumbers.verifyCode({ phoneNumberId, code: "123456" })).success, true);
  assert.equal((await client.phoneNumbers.register({ phoneNumberId, pin: "123456" })).success, true);
});
