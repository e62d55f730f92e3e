// Judge: many at once redeem the same authorization code, on one node and on three.
//
// Of 50 racers exactly one gets tokens, and since the others show that the code was copied, what
// the winner got ends with its family. On PostgreSQL two more demos share the database, and the
// racers come to all three. CONSENTRY_CODES says how many codes; a full measurement takes 10000.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { check, cli, fail, holds, ready, visit } from "./lab.mjs";

const CODES = Number(process.env.CONSENTRY_CODES ?? 200);
const RACERS = 50;
// So many codes are raced for at the same time.
const ABREAST = 10;
const LEE = "lee@fabrikam.example";
const PASSWORD = "Demo-pass-2026!";
const RETURN = "https://races.fabrikam.example/callback";

function application() {
  const at = ["--tenant", "fabrikam.example", "--format", "json"];
  const { app_id: id } = JSON.parse(cli("app", "register", "Races", "--web-redirect", RETURN, ...at));
  const { secret } = JSON.parse(cli("app", "add-secret", id, ...at));
  const what = ["--resource", "graph", "--scopes", "User.Read"];
  cli("consent", "grant", "--tenant", "fabrikam.example", "--app", id, "--all-users", ...what);
  return { client_id: id, client_secret: secret };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

// Another node on the same database: it listens elsewhere, its origin is the first's.
async function node(number) {
  const folder = process.env.CONSENTRY_DATA_FOLDER;
  const file = `${folder}-${number}.ready.json`;
  const log = openSync(join(process.env.CONSENTRY_ARTEFACTS, `races-${number}.demo.log`), "w");
  const port = await freePort();
  const words = ["demo", "--listen", `127.0.0.1:${port}`, "--data", `${folder}-${number}`];
  words.push("--database", process.env.CONSENTRY_DATABASE, "--origin", ready().base_url);
  words.push("--master-key-file", join(folder, "master.key"), "--lab", "--ready-file", file);
  const child = spawn(process.env.CONSENTRY_BINARY, words, { stdio: ["ignore", log, log] });
  const ended = once(child, "exit");
  process.on("exit", () => child.kill());
  while (!existsSync(file)) {
    if (child.exitCode !== null) fail(`node ${number} starts`, `it ended with ${child.exitCode}`);
    await pause(20);
  }
  const said = JSON.parse(readFileSync(file, "utf8"));
  return { ...said, port, end: () => child.kill() && ended };
}

function reach(said) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, ca: readFileSync(said.ca_file) });
  const address = new URL(said.base_url);
  return { agent, host: address.hostname, port: said.port ?? address.port };
}

function token(server, form) {
  const body = new URLSearchParams(form).toString();
  const { host: hostname, port, agent } = server;
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": Buffer.byteLength(body),
    host: new URL(ready().base_url).host,
  };
  const path = "/fabrikam.example/oauth2/v2.0/token";
  return new Promise((resolve, reject) => {
    const asked = request({ method: "POST", hostname, port, path, agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve({ status: answer.statusCode, ...JSON.parse(text) }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function race(number, code, client, servers) {
  const grant = { grant_type: "authorization_code", redirect_uri: RETURN, code, ...client };
  const ways = Array.from({ length: RACERS }, (_, racer) => servers[racer % servers.length]);
  const answers = await Promise.all(ways.map((server) => token(server, grant)));
  const won = answers.filter(({ status }) => status === 200);
  const lost = answers.filter((answer) => answer.error_codes?.[0] === 54005);
  if (won.length !== 1 || lost.length !== RACERS - 1) {
    const shown = answers.map(({ status, error_codes: codes }) => `${status} ${codes ?? ""}`);
    fail(`code ${number}: one winner, and the others are told why`, shown.join(", "));
  }
  const refresh = { grant_type: "refresh_token", refresh_token: won[0].refresh_token, ...client };
  const after = await token(servers[number % servers.length], refresh);
  if (after.error !== "invalid_grant") fail(`code ${number}: the family has ended`, after);
}

const client = application();
const nodes = process.env.CONSENTRY_DATABASE ? [await node(2), await node(3)] : [];
const servers = [ready(), ...nodes].map(reach);
const address = new URL(`${ready().base_url}/fabrikam.example/oauth2/v2.0/authorize`);
address.search = new URLSearchParams({
  client_id: client.client_id,
  response_type: "code",
  redirect_uri: RETURN,
  scope: "User.Read offline_access",
  login_hint: LEE,
});
const jar = new Map();
for (let first = 0; first < CODES; first += ABREAST) {
  const races = [];
  for (let number = first; number < Math.min(first + ABREAST, CODES); number += 1) {
    const { parameters, page } = await visit(address.href, LEE, PASSWORD, jar);
    if (!parameters?.code) fail("a code", page);
    races.push([number, parameters.code]);
  }
  await Promise.all(races.map(([number, code]) => race(number, code, client, servers)));
}
holds(`${CODES} codes, ${RACERS} racers each: one winner each, and its family ended`, true);
check("nodes that were raced to", servers.length, process.env.CONSENTRY_DATABASE ? 3 : 1);
for (const { end } of nodes) await end();
